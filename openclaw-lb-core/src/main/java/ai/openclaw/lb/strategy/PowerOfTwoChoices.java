package ai.openclaw.lb.strategy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Power of two choices: of two different candidates, drawn in proportion to their weights, the one
 * with the smaller {@code (inFlight + penalty + 1) / weight} (M. Mitzenmacher, "The power of two
 * choices in randomized load balancing", 2001; drawn by weight, because with uniform draws the slow
 * agents of an unequal pool get more pairs than they can carry). Two callers seldom draw the same
 * pair, so they do not herd on one idle agent as they would if each looked at all.
 *
 * <p>Cost: O(1).
 *
 * <p>Example: if the draws are a with 5 attempts in flight and b with 2, of equal weight, b is
 * picked; were both idle, the one that was drawn first.
 */
final class PowerOfTwoChoices implements Strategy {
  private final StrategyEnvironment environment;
  private final FailurePenalties penalties;

  PowerOfTwoChoices(StrategyEnvironment environment) {
    this(environment, FailurePenalties.of(environment));
  }

  PowerOfTwoChoices(StrategyEnvironment environment, FailurePenalties penalties) {
    this.environment = environment;
    this.penalties = penalties;
  }

  @Override
  public Selector selector(List<? extends Candidate> candidates) {
    LoadRule rule = new InFlightRule(candidates, penalties);
    return candidates.size() < 2
        ? new FullScan(candidates, rule, new AtomicInteger())
        : new TwoDraws(candidates, rule, environment.random());
  }

  @Override
  public AttemptTracker newTracker() {
    return penalties.newTracker();
  }
}
