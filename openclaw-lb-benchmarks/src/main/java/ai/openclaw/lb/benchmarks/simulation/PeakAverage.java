package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.strategy.AttemptResult;
import ai.openclaw.lb.strategy.AttemptTracker;

/**
 * An agent's time to first byte as Finagle and Tower estimate it: a moving average in which what is
 * {@code tau} old weighs 1/e, which follows longer times at once and fades while nothing comes. For
 * one thread.
 */
final class PeakAverage implements AttemptTracker {
  private final double tauNanos;
  private double nanos;
  private long at;
  private boolean known;

  /**
   * @param initialNanos what is assumed before the first time is known
   * @param tauNanos the memory
   */
  PeakAverage(double initialNanos, double tauNanos) {
    this.nanos = initialNanos;
    this.tauNanos = tauNanos;
  }

  /** The average at a time. */
  double at(long nowNanos) {
    return nanos * kept(nowNanos);
  }

  @Override
  public void firstByte(long nowNanos, long elapsedNanos) {
    double kept = kept(nowNanos);
    boolean longer = elapsedNanos > nanos * kept;
    nanos = longer ? elapsedNanos : nanos * kept + elapsedNanos * (1 - kept);
    at = nowNanos;
    known = true;
  }

  @Override
  public void ended(long nowNanos, long elapsedNanos, AttemptResult result) {
    if (result == AttemptResult.FAILURE) {
      firstByte(nowNanos, elapsedNanos);
    }
  }

  private double kept(long nowNanos) {
    return known ? StrictMath.exp(-(nowNanos - at) / tauNanos) : 1;
  }
}
