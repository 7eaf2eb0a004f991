package ai.openclaw.lb.health;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler thread on which one prober decides everything, with its clock. A scheduler that was
 * shut down takes no more tasks, and nobody is left to miss them. Thread-safe.
 */
final class ProbeThread {
  private final ScheduledExecutorService scheduler;
  private final LongSupplier nanoTime;

  /** Handed over and not taken yet. Added to by all, taken by the thread. */
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** Whether the thread is on its way to the tasks. Set by who sends it, unset by the thread. */
  private final AtomicBoolean sent = new AtomicBoolean();

  ProbeThread(ScheduledExecutorService scheduler, LongSupplier nanoTime) {
    this.scheduler = scheduler;
    this.nanoTime = nanoTime;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** Runs the tasks in order. What comes while the thread is on its way wakes nobody up. */
  void execute(Runnable task) {
    tasks.add(task);
    send();
  }

  private void send() {
    if (!sent.compareAndSet(false, true)) {
      return;
    }
    try {
      scheduler.execute(this::runTasks);
    } catch (RejectedExecutionException shutDown) {
      sent.set(false);
      tasks.clear(); // the scheduler has dropped its timers, and with them all use for tasks
    }
  }

  private void runTasks() {
    sent.set(false); // before the first look, or what comes after the last one would be left
    try {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    } finally {
      if (!tasks.isEmpty()) { // one threw: the others are not to wait for the next
        send();
      }
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
