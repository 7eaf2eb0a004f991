package ai.openclaw.lb.health;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler thread on which one prober decides everything, with its clock and its randomness. A
 * scheduler that was shut down takes no more tasks, and nobody is left to miss them. Thread-safe.
 */
final class ProbeThread {
  private static final double JITTER = 0.1;

  private final ScheduledExecutorService scheduler;
  private final LongSupplier nanoTime;
  private final Supplier<RandomGenerator> random;

  ProbeThread(
      ScheduledExecutorService scheduler, LongSupplier nanoTime, Supplier<RandomGenerator> random) {
    this.scheduler = scheduler;
    this.nanoTime = nanoTime;
    this.random = random;
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

  /** A random part of the duration, from 0 to less than the whole. */
  long spreadNanos(Duration over) {
    return (long) (over.toNanos() * random.get().nextDouble());
  }

  /** The duration, 10 % shorter to 10 % longer. */
  long jitteredNanos(Duration about) {
    return (long) (about.toNanos() * (1 - JITTER + 2 * JITTER * random.get().nextDouble()));
  }
}
