package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.strategy.AttemptResult;
import ai.openclaw.lb.strategy.AttemptTracker;
import ai.openclaw.lb.strategy.Candidate;
import ai.openclaw.lb.strategy.Strategies;
import ai.openclaw.lb.strategy.Strategy;
import ai.openclaw.lb.strategy.StrategyEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** The candidates that the pick benchmarks work on: in flight what their weights ask for. */
final class BenchmarkAgents {
  private BenchmarkAgents() {}

  static Strategy strategy(String algorithm) {
    StrategyEnvironment environment =
        new StrategyEnvironment(System::nanoTime, ThreadLocalRandom::current);
    return Strategies.builtIn().find(algorithm).orElseThrow().create(environment);
  }

  /** Candidates of weights 1, 2, 3, 1, ... with as many in flight, all measured. */
  static List<Candidate> candidates(Strategy strategy, int count) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AttemptTracker tracker = strategy.newTracker();
      long now = System.nanoTime();
      tracker.began(now);
      tracker.firstByte(now + 1_000, 100_000_000 + i * 1_000_000L);
      tracker.ended(now + 2_000, 200_000_000, AttemptResult.SUCCESS);
      int weight = 1 + i % 3;
      candidates.add(new Agent("agent-" + i, weight, new AtomicInteger(weight), tracker));
    }
    return candidates;
  }

  private record Agent(String id, double weight, AtomicInteger count, AttemptTracker tracker)
      implements Candidate {
    @Override
    public int inFlight() {
      return count.get();
    }
  }
}
