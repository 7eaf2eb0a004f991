package ai.openclaw.lb.benchmarks.simulation;

import java.util.Locale;

/**
 * The figures of a scenario under a rule: whole numbers, times in milliseconds.
 *
 * @param calls that arrived
 * @param errors of these, those that the caller got no good answer to
 * @param total from a call's arrival to the end of its answer
 * @param firstByte from its arrival to the first byte of its answer
 * @param goodPerMinute calls answered well
 * @param shareError thousandths of the attempts that another agent should have had, by capacity
 * @param amplification attempts per thousand calls
 * @param ejectMillis from a fault to the agent's ejection, in the slowest run
 * @param returnMillis from the end of a fault to the agent's return, in the slowest run
 * @param recoverMillis from the end of a fault until 99 % of the calls of every 5 s are answered
 * @param affinity thousandths of the calls that reached the agent of their session's last call
 */
record Result(
    long calls,
    long errors,
    Percentiles total,
    Percentiles firstByte,
    long goodPerMinute,
    long shareError,
    long amplification,
    long ejectMillis,
    long returnMillis,
    long recoverMillis,
    long affinity) {
  /** There is nothing to measure. */
  static final long NONE = -1;

  /** It did not happen while the run lasted. */
  static final long NEVER = -2;

  /** The line of the golden table. */
  String line() {
    return String.format(
        Locale.ROOT,
        "calls=%d errors=%d total=%s first=%s good=%d share=%d attempts=%d"
            + " eject=%s return=%s recover=%s affinity=%s",
        calls,
        errors,
        total,
        firstByte,
        goodPerMinute,
        shareError,
        amplification,
        text(ejectMillis),
        text(returnMillis),
        text(recoverMillis),
        text(affinity));
  }

  private static String text(long value) {
    if (value == NONE) {
      return "-";
    }
    return value == NEVER ? "never" : Long.toString(value);
  }

  /** Milliseconds. */
  record Percentiles(long p50, long p95, long p99, long p999) {
    static Percentiles of(Samples samples) {
      return new Percentiles(
          samples.millis(500), samples.millis(950), samples.millis(990), samples.millis(999));
    }

    @Override
    public String toString() {
      return p50 + "/" + p95 + "/" + p99 + "/" + p999;
    }
  }
}
