package ai.openclaw.lb.strategy;

/**
 * The load of {@code adaptive}: the expected time to first byte for each attempt in flight, for the
 * penalties of failures, and for a few more.
 */
final class LatencyRule implements LoadRule {
  /** A time to first byte that is beyond any measured one, in nanoseconds: 30 years. */
  private static final double UNMEASURED = 1e18;

  /** Answers within a millisecond are not told apart: the network's noise is larger. */
  private static final double QUICKEST = 1e6;

  /**
   * Equal agents never measure equal. Without it the luckiest one of an idle pool gets every call
   * until its luck turns; with 0.1 the luckiest of ten gets a third more than its share.
   */
  private static final double TOLERANCE = 0.15;

  /**
   * How many attempts more count than are in flight: the one that is about to begin, and three that
   * stand for what an agent does beside each other without loss. With 1 a fast agent with room left
   * loses calls to a slow one that is idle; the more it is, the longer the queues where agents do one
   * thing at a time. Chosen by simulation of agents that do 1, 8 and 32, see docs/balancing.md.
   */
  private static final double MORE = 4;

  private final FailurePenalties penalties;
  private final FirstByteTimes times;
  private final FirstByteEstimate[] estimates;

  LatencyRule(FirstByteEstimate[] estimates, FirstByteTimes times, FailurePenalties penalties) {
    this.estimates = estimates;
    this.times = times;
    this.penalties = penalties;
  }

  @Override
  public boolean timed() {
    return true;
  }

  @Override
  public long now() {
    return penalties.now();
  }

  @Override
  public void told(long nowNanos) {
    penalties.forget(nowNanos);
  }

  @Override
  public double load(int index, int inFlight, boolean timed, long nowNanos) {
    FirstByteEstimate estimate = estimates[index];
    double penalty = penalties.any() ? estimate.penalty().at(nowNanos) : 0;
    double attempts = inFlight + MORE * penalty; // as much as if one more were counted
    double nanos = estimate.at(nowNanos);
    if (Double.isNaN(nanos)) {
      return attempts == 0 ? 0 : unmeasured(penalty) * (attempts + MORE);
    }
    nanos = nanos < QUICKEST ? QUICKEST : nanos;
    if (inFlight > 0) {
      double waiting = estimate.waiting(nowNanos);
      nanos = nanos < waiting ? waiting : nanos;
    }
    return nanos * (attempts + MORE);
  }

  @Override
  public double tolerance() {
    return TOLERANCE;
  }

  /** One attempt finds out; until it answers no other follows. Failures count as the mean does. */
  private double unmeasured(double penalty) {
    double mean = times.mean();
    return penalty > 0 && mean > 0 ? mean : UNMEASURED;
  }
}
