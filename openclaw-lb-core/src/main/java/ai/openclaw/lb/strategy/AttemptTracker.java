package ai.openclaw.lb.strategy;

/**
 * What a strategy measures of one agent's attempts. The pool calls it for every attempt, on the
 * request path and from any thread; implementations are thread-safe and neither block nor allocate
 * without need. Times are readings of the strategy's own {@link StrategyEnvironment#nanoTime clock};
 * less the elapsed time, each is the time that {@link #began} was told of the same attempt.
 */
public interface AttemptTracker {
  /** Measures nothing. */
  AttemptTracker NONE = new AttemptTracker() {};

  /** An attempt was admitted. */
  default void began(long nowNanos) {}

  /**
   * The first byte of an answer arrived, {@code elapsedNanos} after the attempt began: once at most,
   * and before the end.
   */
  default void firstByte(long nowNanos, long elapsedNanos) {}

  /** An attempt ended, {@code elapsedNanos} after it began. */
  default void ended(long nowNanos, long elapsedNanos, AttemptResult result) {}
}
