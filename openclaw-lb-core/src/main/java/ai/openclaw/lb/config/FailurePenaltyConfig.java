package ai.openclaw.lb.config;

import java.time.Duration;

/**
 * How long algorithms that compare loads remember failures, so that an agent which fails fast does
 * not look idle: the section {@code failure_penalty}. Immutable.
 *
 * @param perFailure calls in flight that one fresh failure counts as; 0 to 1000000, 0 for none
 * @param decay time in which a penalty falls to 1/e; 100 ms to 1 h
 */
public record FailurePenaltyConfig(double perFailure, Duration decay) {
  /** Ten calls in flight a failure, forgotten over 30 s. */
  public static final FailurePenaltyConfig DEFAULT =
      new FailurePenaltyConfig(10, Duration.ofSeconds(30));

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public FailurePenaltyConfig {
    Rules.PER_FAILURE.check("per_failure", perFailure);
    Rules.DECAY.check("decay", decay);
  }
}
