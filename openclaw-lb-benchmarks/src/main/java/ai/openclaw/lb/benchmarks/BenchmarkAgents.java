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

  /**
   * Candidates of the weight 1, or of weights 1, 2, 3, 1, ..., each with as many attempts in flight
   * as its weight says. All have answered once, the later ones more slowly.
   */
  static List<Candidate> candidates(Strategy strategy, int count, boolean weighted) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AttemptTracker tracker = strategy.newTracker();
      long began = System.nanoTime();
      long firstByte = 100_000_000 + i * 1_000_000L;
      tracker.began(began);
      tracker.firstByte(began + firstByte, firstByte);
      tracker.ended(began + 2 * firstByte, 2 * firstByte, AttemptResult.SUCCESS);
      int weight = weighted ? 1 + i % 3 : 1;
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
