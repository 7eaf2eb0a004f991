package ai.openclaw.lb.strategy;

/**
 * Picks one of the candidates that it was built from. A selector's list never changes: a new list
 * gets a new selector from the same {@link Strategy}. Thread-safe; a pick neither blocks nor
 * allocates.
 */
@FunctionalInterface
public interface Selector {
  /** No candidate: all are excluded, or there are none. */
  int NONE = -1;

  /** Told by {@link #peek} alone: what will be picked is not known beforehand. */
  int UNKNOWN = -2;

  /**
   * Returns the index of the candidate to use, or {@link #NONE}.
   *
   * @param key the request's hash key, for selectors that are {@link #keyed}; others ignore it
   * @param excluded candidates that must not be returned
   */
  int pick(long key, Exclusions excluded);

  /**
   * Returns what {@link #pick} would return now, or {@link #UNKNOWN}, which is what it returns where a
   * selector does not say. Takes no turn, draws no number and counts nothing: a person asks, and no
   * call begins. Other calls may take what it returns.
   *
   * @param key as in {@link #pick}
   * @param excluded as in {@link #pick}
   */
  default int peek(long key, Exclusions excluded) {
    return UNKNOWN;
  }

  /**
   * Whether picks depend on the key. For a request without one the pool then passes a random
   * number.
   */
  default boolean keyed() {
    return false;
  }
}
