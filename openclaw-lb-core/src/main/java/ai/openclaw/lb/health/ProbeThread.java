package ai.openclaw.lb.health;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler thread on which one prober decides everything, with its clock. A scheduler that was
 * shut down takes no more tasks, and nobody is left to miss them. Thread-safe.
 */
final class ProbeThread {
  private final ScheduledExecutorService scheduler;
  private final LongSupplier nanoTime;

  ProbeThread(ScheduledExecutorService scheduler, LongSupplier nanoTime) {
    this.scheduler = scheduler;
    this.nanoTime = nanoTime;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  void execute(Runnable task) {
    try {
      scheduler.execute(task);
    } catch (RejectedExecutionException shutDown) {
      // The scheduler has dropped its timers, and with them all use for the task.
    }
  }

  /** Runs the task later, or never if the scheduler is shut down: then returns null. */
  @Nullable
  ScheduledFuture<?> after(long nanos, Runnable task) {
    try {
      return scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException shutDown) {
      return null;
    }
  }

  static void cancel(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
