package ai.openclaw.lb;

/**
 * What keeps a pool's agents from too much load, one of each for a pool.
 *
 * @param retries how many attempts may be retries
 */
record Overload(RetryBudget retries) {}
