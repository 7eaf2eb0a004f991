package ai.openclaw.lb.strategy;

import java.util.List;

/**
 * The load of {@code least_connections}: the attempts in flight, and the penalty for failures, and
 * the one that is about to begin.
 */
final class InFlightRule implements LoadRule {
  private final FailurePenalties penalties;
  private final FailurePenalties.Tracker[] trackers;

  /** The rule over these candidates; those whose tracker is not this memory's have no penalty. */
  InFlightRule(List<? extends Candidate> candidates, FailurePenalties penalties) {
    this.penalties = penalties;
    this.trackers = new FailurePenalties.Tracker[candidates.size()];
    for (int i = 0; i < trackers.length; i++) {
      AttemptTracker tracker = candidates.get(i).tracker();
      trackers[i] = tracker instanceof FailurePenalties.Tracker own ? own : penalties.newTracker();
    }
  }

  @Override
  public boolean timed() {
    return penalties.any();
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
    double load = inFlight + 1.0;
    return timed ? load + trackers[index].at(nowNanos) : load;
  }
}
