package ai.openclaw.lb.health;

/**
 * The verdict on one target, from its probes' results in a row. Hysteresis: it changes only after a
 * whole streak of results against it, so a target that flaps at the probe's own period keeps the
 * verdict it has. Before any verdict one success is enough, since nothing speaks against the target;
 * failures need their threshold.
 *
 * <p>Example, with thresholds of 2 successes and 3 failures: pass (UP), fail, fail, pass (still UP),
 * fail, fail, fail (DOWN), pass, fail, pass, pass (UP). Confined to the scheduler thread.
 */
final class Thresholds {
  private final int healthy;
  private final int unhealthy;
  private Verdict verdict = Verdict.UNKNOWN;
  private boolean lastPassed;
  private int streak;

  Thresholds(int healthy, int unhealthy) {
    this.healthy = healthy;
    this.unhealthy = unhealthy;
  }

  /** Counts one result and returns whether it changed the verdict. */
  boolean record(boolean passed) {
    streak = passed == lastPassed ? Math.min(streak, Integer.MAX_VALUE - 1) + 1 : 1;
    lastPassed = passed;
    Verdict before = verdict;
    verdict = passed ? afterPass() : afterFailure();
    return verdict != before;
  }

  private Verdict afterPass() {
    return verdict == Verdict.UNKNOWN || streak >= healthy ? Verdict.UP : verdict;
  }

  private Verdict afterFailure() {
    return streak >= unhealthy ? Verdict.DOWN : verdict;
  }

  Verdict verdict() {
    return verdict;
  }

  /** How many results in a row were the same as the latest. */
  int streak() {
    return streak;
  }

  /** Whether the latest result speaks against the verdict: the next probes tell. */
  boolean inDoubt() {
    return streak > 0 && lastPassed != (verdict != Verdict.DOWN);
  }
}
