package ai.openclaw.lb;

import ai.openclaw.lb.strategy.AttemptTracker;
import java.util.List;

/**
 * What hears of an agent's attempts: a tracker of each strategy that may pick it, if it has any. A
 * tracker that throws is reported, and disturbs no attempt. Immutable.
 */
final class AttemptTrackers {
  private final AttemptTracker[] trackers;
  private final StrategyGuard guard;

  AttemptTrackers(List<AttemptTracker> trackers, StrategyGuard guard) {
    this.trackers = trackers.stream()
        .filter(tracker -> tracker != AttemptTracker.NONE)
        .toArray(AttemptTracker[]::new);
    this.guard = guard;
  }

  void began(long nowNanos) {
    try {
      for (AttemptTracker tracker : trackers) {
        tracker.began(nowNanos);
      }
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("tracker.began", e);
    }
  }

  void firstByte(long nowNanos, long elapsedNanos) {
    try {
      for (AttemptTracker tracker : trackers) {
        tracker.firstByte(nowNanos, elapsedNanos);
      }
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("tracker.firstByte", e);
    }
  }

  void ended(long nowNanos, long elapsedNanos, Outcome outcome) {
    try {
      for (AttemptTracker tracker : trackers) {
        tracker.ended(nowNanos, elapsedNanos, outcome.result());
      }
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("tracker.ended", e);
    }
  }
}
