package ai.openclaw.lb.strategy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Adaptive: the candidate with the smallest {@code firstByte * (inFlight + 4 * (penalty + 1)) / weight},
 * for agents whose speeds nobody has configured. The expected time to first byte is a moving average
 * of the times' logarithms or, where it is longer, the time that an answer has been waited for (after
 * ServiceTalk), see {@link FirstByteEstimate}; its memory is as long as the pool's answers are slow,
 * see {@link FirstByteTimes}. The penalty is that of {@link LeastConnections}.
 *
 * <p>Times follow the load too: an agent that has more to do than it can at once has its time and its
 * attempts in flight grow, and loses calls by the product. So what a call costs the others counts as
 * well as how long it takes.
 *
 * <p>An agent that has never answered is tried at once, by one attempt; it gets no other until that
 * one is answered, unless no other agent is left.
 *
 * <p>Up to 64 candidates each one is looked at, beyond two that are drawn in proportion to their
 * weights and the one that was picked last, see {@link DrawsAndLast}. Loads within 15 % of the least
 * are ties, and ties rotate.
 *
 * <p>Cost: a reading of the clock, and O(n) up to 64 candidates, then O(1).
 *
 * <p>Example: a answers after 100 ms and b after 400 ms; a is picked until it has 12 attempts in
 * flight (100 * 16 = 400 * 4), or until that makes it slower, then the two in turns of about 4 to 1.
 */
final class Adaptive implements Strategy {
  private final StrategyEnvironment environment;
  private final FailurePenalties penalties;
  private final FirstByteTimes times = new FirstByteTimes();
  private final AtomicInteger turn = new AtomicInteger();

  Adaptive(StrategyEnvironment environment) {
    this(environment, FailurePenalties.of(environment));
  }

  Adaptive(StrategyEnvironment environment, FailurePenalties penalties) {
    this.environment = environment;
    this.penalties = penalties;
  }

  @Override
  public Selector selector(List<? extends Candidate> candidates) {
    FirstByteEstimate[] estimates = new FirstByteEstimate[candidates.size()];
    for (int i = 0; i < estimates.length; i++) {
      AttemptTracker tracker = candidates.get(i).tracker();
      estimates[i] = tracker instanceof FirstByteEstimate own ? own : newTracker();
    }
    LoadRule rule = new LatencyRule(estimates, times, penalties);
    return candidates.size() <= LeastConnections.FULL_SCAN
        ? new FullScan(candidates, rule, turn)
        : new DrawsAndLast(candidates, rule, environment.random());
  }

  @Override
  public FirstByteEstimate newTracker() {
    long now = environment.nanoTime().getAsLong();
    return new FirstByteEstimate(times, penalties.newTracker(), now);
  }
}
