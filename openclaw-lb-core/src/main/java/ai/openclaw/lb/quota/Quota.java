package ai.openclaw.lb.quota;

/** How many calls a pool admits. Thread-safe. */
public interface Quota extends AutoCloseable {
  /**
   * Takes one call's part of the quota, where there is one.
   *
   * @return 0 where the call is admitted, else after how many nanoseconds one may be
   */
  long tryTake();

  /** How many calls were decided by this process alone because a store that several share was away. */
  default long decidedAlone() {
    return 0;
  }

  /** Lets go of what the quota holds. A call that comes later may be decided anyhow. */
  @Override
  default void close() {}
}
