package ai.openclaw.lb;

import ai.openclaw.lb.config.PoolConfig;
import java.util.function.LongSupplier;

/**
 * What keeps a pool's agents from too much load, one of each for a pool.
 *
 * @param retries how many attempts may be retries
 * @param waiting the calls that wait for room
 */
record Overload(RetryBudget retries, WaitingCalls waiting) {
  static Overload of(PoolConfig config, LongSupplier nanoTime) {
    return new Overload(
        new RetryBudget(config.failover().retries().retryBudget(), nanoTime.getAsLong()),
        new WaitingCalls(config.resilience().queue()));
  }

  /** Limits by another configuration from now on. */
  void config(PoolConfig config) {
    retries.config(config.failover().retries().retryBudget());
    waiting.config(config.resilience().queue());
  }
}
