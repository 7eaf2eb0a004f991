package ai.openclaw.lb.strategy;

/**
 * A selector that decides by in-flight counts and tells which count it saw, so that the pool can
 * admit the attempt only if the count is still the same. Two threads that saw the same idle agent
 * then do not both take it while another one is idle: the second picks again.
 */
public interface LoadSelector extends Selector {
  /**
   * Returns {@link #seen} of the pick, or {@link #NONE} when every candidate is excluded.
   *
   * @param key as in {@link #pick}
   * @param excluded as in {@link #pick}
   */
  long pickSeen(long key, Exclusions excluded);

  /** Whether the next pick goes by the time: the pool then reads the clock, once for pick and attempt. */
  default boolean timed() {
    return false;
  }

  /**
   * As {@link #pickSeen(long, Exclusions)}, where {@link #timed} has just said that it goes by the time.
   *
   * @param nowNanos a reading of the strategy's own {@link StrategyEnvironment#nanoTime clock}
   */
  default long pickSeen(long key, Exclusions excluded, long nowNanos) {
    return pickSeen(key, excluded);
  }

  @Override
  default int pick(long key, Exclusions excluded) {
    return index(pickSeen(key, excluded));
  }

  /** The pick of a candidate at {@code index}, for which {@code inFlight} attempts were seen. */
  static long seen(int index, int inFlight) {
    return (long) inFlight << Integer.SIZE | index;
  }

  /** The index in a value of {@link #pickSeen}; {@link #NONE} stays {@link #NONE}. */
  static int index(long seen) {
    return (int) seen;
  }

  /** The in-flight count in a value of {@link #pickSeen}. */
  static int inFlight(long seen) {
    return (int) (seen >>> Integer.SIZE);
  }
}
