package ai.openclaw.lb.testing;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A scheduler in virtual time. Tasks run on the thread that calls {@link #advance}, {@link #runDue}
 * or {@link #suspend}, in the order of their due times, and of their submission where these are
 * equal. While a task runs the clock shows the task's due time, unless {@link #suspend} made it
 * late. A task that throws ends the call with that exception (a real scheduler would hide it).
 *
 * <p>Tasks may be submitted from any thread. A cancelled task leaves the queue at once. What a test
 * has not needed so far throws {@link UnsupportedOperationException}.
 */
public final class FakeScheduler implements ScheduledExecutorService {
  private final FakeTicker ticker;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@code lock}, as are the two fields below. */
  private final PriorityQueue<Task<?>> queue = new PriorityQueue<>();

  private long submitted;
  private boolean shutdown;

  /** A scheduler on this clock. */
  public FakeScheduler(FakeTicker ticker) {
    this.ticker = ticker;
  }

  /** Lets time pass and runs whatever comes due, also what these tasks submit. */
  public void advance(Duration time) {
    long until = ticker.getAsLong() + time.toNanos();
    for (Task<?> task = poll(until); task != null; task = poll(until)) {
      ticker.advance(Duration.ofNanos(Math.max(0, task.dueNanos - ticker.getAsLong())));
      task.runOnce();
    }
    ticker.advance(Duration.ofNanos(until - ticker.getAsLong()));
  }

  /** Runs what is due now. */
  public void runDue() {
    advance(Duration.ZERO);
  }

  /** Stops the process for a time, as SIGSTOP does: what came due meanwhile runs at its end. */
  public void suspend(Duration time) {
    ticker.advance(time);
    runDue();
  }

  /** How many tasks wait: submitted, not yet run, not cancelled. */
  public int queuedTasks() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private Task<?> poll(long untilNanos) {
    lock.lock();
    try {
      Task<?> head = queue.peek();
      return head == null || head.dueNanos - untilNanos > 0 ? null : queue.poll();
    } finally {
      lock.unlock();
    }
  }

  private <V> Task<V> submit(Callable<V> body, long delayNanos, long periodNanos) {
    lock.lock();
    try {
      if (shutdown) {
        throw new RejectedExecutionException("shut down");
      }
      long due = ticker.getAsLong() + Math.max(0, delayNanos);
      Task<V> task = new Task<>(body, due, periodNanos, submitted++);
      queue.add(task);
      return task;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void execute(Runnable task) {
    schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return submit(callable(task), unit.toNanos(delay), 0);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    return submit(task, unit.toNanos(delay), 0);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    if (delay <= 0) {
      throw new IllegalArgumentException("delay: " + delay + " (expected: > 0)");
    }
    return submit(callable(task), unit.toNanos(initialDelay), unit.toNanos(delay));
  }

  private static Callable<?> callable(Runnable task) {
    return () -> {
      task.run();
      return null;
    };
  }

  /** Rejects further tasks. Unlike a real one it drops those that wait for a later time. */
  @Override
  public void shutdown() {
    shutdownNow();
  }

  @Override
  public List<Runnable> shutdownNow() {
    lock.lock();
    try {
      shutdown = true;
      List<Runnable> dropped = List.copyOf(queue);
      queue.clear();
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isShutdown() {
    lock.lock();
    try {
      return shutdown;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isTerminated() {
    return isShutdown();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isShutdown();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException("scheduleAtFixedRate");
  }

  @Override
  public <T> Future<T> submit(Callable<T> task) {
    throw new UnsupportedOperationException("submit");
  }

  @Override
  public <T> Future<T> submit(Runnable task, T result) {
    throw new UnsupportedOperationException("submit");
  }

  @Override
  public Future<?> submit(Runnable task) {
    throw new UnsupportedOperationException("submit");
  }

  @Override
  public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) {
    throw new UnsupportedOperationException("invokeAll");
  }

  @Override
  public <T> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException("invokeAll");
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> tasks) {
    throw new UnsupportedOperationException("invokeAny");
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException("invokeAny");
  }

  private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long periodNanos;
    private final long order;
    private long dueNanos;

    Task(Callable<V> body, long dueNanos, long periodNanos, long order) {
      super(body);
      this.dueNanos = dueNanos;
      this.periodNanos = periodNanos;
      this.order = order;
    }

    void runOnce() {
      if (periodNanos == 0) {
        run();
      } else if (runAndReset()) {
        requeue();
      }
    }

    private void requeue() {
      lock.lock();
      try {
        if (!shutdown && !isCancelled()) {
          dueNanos = ticker.getAsLong() + periodNanos;
          queue.add(this);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    protected void setException(Throwable thrown) {
      super.setException(thrown);
      throw new AssertionError("a scheduled task threw", thrown);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      lock.lock();
      try {
        queue.remove(this);
      } finally {
        lock.unlock();
      }
      return super.cancel(mayInterrupt);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - ticker.getAsLong(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      Task<?> that = (Task<?>) other;
      return dueNanos == that.dueNanos
          ? Long.compare(order, that.order)
          : Long.signum(dueNanos - that.dueNanos);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
