package ai.openclaw.lb;

/** A stretch of time on a clock whose origin means nothing: only differences of it are used. */
record Pause(long startNanos, long lengthNanos) {
  boolean isOver(long nowNanos) {
    return left(nowNanos) == 0;
  }

  /** How much of it is left: from its length down to 0. */
  long left(long nowNanos) {
    return Math.max(0, lengthNanos - elapsed(nowNanos));
  }

  /** How many of {@code steps} equal parts are over. */
  int stepsDone(int steps, long nowNanos) {
    return isOver(nowNanos) ? steps : (int) (elapsed(nowNanos) / stepNanos(steps));
  }

  /** How long until the next of {@code steps} equal parts is over. */
  long untilStep(int steps, long nowNanos) {
    long step = stepNanos(steps);
    return Math.max(1, Math.min(left(nowNanos), step - elapsed(nowNanos) % step));
  }

  /** Rounded up, so that all steps together are not over before the whole. */
  private long stepNanos(int steps) {
    return Math.max(1, (lengthNanos + steps - 1) / steps);
  }

  private long elapsed(long nowNanos) {
    return Math.max(0, nowNanos - startNanos);
  }
}
