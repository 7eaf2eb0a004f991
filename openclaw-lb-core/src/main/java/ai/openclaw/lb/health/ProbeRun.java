package ai.openclaw.lb.health;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * One running probe. Its identity tells its own result from a late one of an earlier run. Confined
 * to the scheduler thread, but for the field that says otherwise.
 */
final class ProbeRun {
  /**
   * Into how many steps the wait for a timeout is cut. A step that comes late betrays that the
   * process did not run meanwhile, even where the suspension ended just before the timeout.
   */
  static final int STEPS = 4;

  private final long startedNanos;
  private final long timeoutNanos;
  private int stepsDone;

  /** Completes with a result, never with an exception; cancelling it ends the probe. */
  final CompletableFuture<ProbeResult> future;

  /** Fires the next step. */
  @Nullable
  ScheduledFuture<?> timer;

  /** Written by the thread that completes the probe, before it hands the result over. */
  volatile boolean answered;

  ProbeRun(long startedNanos, long timeoutNanos, CompletableFuture<ProbeResult> future) {
    this.startedNanos = startedNanos;
    this.timeoutNanos = timeoutNanos;
    this.future = future;
  }

  long elapsedNanos(long nowNanos) {
    return Math.max(0, nowNanos - startedNanos);
  }

  /** How long after its time the present step comes. */
  long latenessNanos(long nowNanos) {
    return elapsedNanos(nowNanos) - stepEndNanos();
  }

  /** Until the present step should end. */
  long stepDelayNanos(long nowNanos) {
    return -latenessNanos(nowNanos);
  }

  /** Goes on to the next step, or returns false: that was the last, the time is over. */
  boolean nextStep() {
    stepsDone++;
    return stepsDone < STEPS;
  }

  private long stepEndNanos() {
    return timeoutNanos / STEPS * (stepsDone + 1) + timeoutNanos % STEPS;
  }
}
