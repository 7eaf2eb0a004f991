package ai.openclaw.lb.strategy;

/**
 * How loaded each candidate is. Selectors compare load over weight, and ask once per pick for the
 * time where the rule needs it. Thread-safe.
 */
interface LoadRule {
  /** Whether {@link #load} needs the time at present. */
  boolean timed();

  /** The time to pass to {@link #load} in a pick for which {@link #timed} was true. */
  long now();

  /** Another pick reads the clock instead of {@link #now}: this is the time. */
  void told(long nowNanos);

  /**
   * The load of the candidate at {@code index}, 0 or more and finite.
   *
   * @param inFlight the candidate's attempts in flight, as seen by this pick
   * @param timed what {@link #timed} said to this pick
   * @param nowNanos what {@link #now} said; anything where {@code timed} is false
   */
  double load(int index, int inFlight, boolean timed, long nowNanos);

  /** By what share of the least one another load may be above it and still count as equal. */
  default double tolerance() {
    return 0;
  }
}
