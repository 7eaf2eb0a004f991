package ai.openclaw.lb.health;

/** Hears of the checks of one prober's targets. */
@FunctionalInterface
public interface ProbeListener {
  /**
   * A check has finished. Called on the prober's scheduler thread, one check after another, and not
   * for checks of a target that was removed or of a closed prober. Must not block. What it throws
   * is logged once and otherwise ignored.
   */
  void checked(ProbeCheck check);
}
