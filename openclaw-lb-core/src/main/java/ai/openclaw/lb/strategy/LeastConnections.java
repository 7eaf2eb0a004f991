package ai.openclaw.lb.strategy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Least connections: the candidate with the smallest {@code (inFlight + penalty + 1) / weight}. The
 * 1 stands for the attempt that is about to begin; without it all idle candidates would be equal
 * whatever their weights. The penalty is the decaying memory of failures, see {@link
 * FailurePenalties}. Ties rotate.
 *
 * <p>Up to 64 candidates each one is looked at, see {@link FullScan}. Beyond, the better of two that
 * are drawn in proportion to their weights is taken, see {@link TwoDraws}: uniform draws would be
 * unstable on a pool of unequal agents.
 *
 * <p>Cost: O(n) up to 64 candidates, then O(1).
 *
 * <p>Example: with 5 attempts in flight on a and 2 on b, of equal weight, b is next (3 {@code <} 6);
 * with a of weight 3, a is (6 / 3 {@code <} 3 / 1).
 */
final class LeastConnections implements Strategy {
  static final int FULL_SCAN = 64;

  private final StrategyEnvironment environment;
  private final FailurePenalties penalties;
  private final AtomicInteger turn = new AtomicInteger();

  LeastConnections(StrategyEnvironment environment) {
    this(environment, FailurePenalties.of(environment));
  }

  LeastConnections(StrategyEnvironment environment, FailurePenalties penalties) {
    this.environment = environment;
    this.penalties = penalties;
  }

  @Override
  public Selector selector(List<? extends Candidate> candidates) {
    LoadRule rule = new InFlightRule(candidates, penalties);
    return candidates.size() <= FULL_SCAN
        ? new FullScan(candidates, rule, turn)
        : new TwoDraws(candidates, rule, environment.random());
  }

  @Override
  public AttemptTracker newTracker() {
    return penalties.newTracker();
  }
}
