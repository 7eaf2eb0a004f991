package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.strategy.AttemptResult;
import ai.openclaw.lb.strategy.AttemptTracker;

/** An agent's recent failures, each worth the same and fading exponentially. For one thread. */
final class FailureScore implements AttemptTracker {
  private final double perFailure;
  private final double tauNanos;
  private double score;
  private long at;

  FailureScore(double perFailure, double tauNanos) {
    this.perFailure = perFailure;
    this.tauNanos = tauNanos;
  }

  /** The score at a time. */
  double at(long nowNanos) {
    return score == 0 ? 0 : score * StrictMath.exp(-(nowNanos - at) / tauNanos);
  }

  @Override
  public void ended(long nowNanos, long elapsedNanos, AttemptResult result) {
    if (result == AttemptResult.FAILURE) {
      score = at(nowNanos) + perFailure;
      at = nowNanos;
    }
  }
}
