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

  /**
   * Returns the index of the candidate to use, or {@link #NONE}.
   *
   * @param key the request's hash key, for selectors that are {@link #keyed}; others ignore it
   * @param excluded candidates that must not be returned
   */
  int pick(long key, Exclusions excluded);

  /**
   * Whether picks depend on the key. For a request without one the pool then passes a random
   * number.
   */
  default boolean keyed() {
    return false;
  }
}
