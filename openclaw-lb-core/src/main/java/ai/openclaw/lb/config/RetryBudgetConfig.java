package ai.openclaw.lb.config;

/**
 * How many of a pool's attempts may be retries, so that a pool in trouble does not get more load from
 * them: the section {@code retry_budget}. A retry needs one of the two. Immutable.
 *
 * @param percent retries for every hundred calls, of the last 10 s; 0 to 100
 * @param minConcurrent retries that may always wait for an answer at once; 0 to 1000
 */
public record RetryBudgetConfig(double percent, int minConcurrent) {
  /** A fifth of the calls, and three at once. */
  public static final RetryBudgetConfig DEFAULT = new RetryBudgetConfig(20, 3);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public RetryBudgetConfig {
    Rules.BUDGET_PERCENT.check("percent", percent);
    Rules.MIN_CONCURRENT.check("min_concurrent", minConcurrent);
  }
}
