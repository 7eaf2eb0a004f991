package ai.openclaw.lb.benchmarks.simulation;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The timers of a pool, as events of an {@link EventLoop}. A task that throws ends the simulation: a
 * real scheduler would hide it. It is never shut down. For one thread.
 */
final class LoopScheduler extends AbstractExecutorService implements ScheduledExecutorService {
  private final EventLoop loop;

  LoopScheduler(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void execute(Runnable task) {
    schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return new Timer<>(Executors.callable(task), 0).in(unit.toNanos(delay));
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    return new Timer<>(task, 0).in(unit.toNanos(delay));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    if (delay <= 0) {
      throw new IllegalArgumentException("delay: " + delay + " (expected: > 0)");
    }
    return new Timer<>(Executors.callable(task), unit.toNanos(delay))
        .in(unit.toNanos(initialDelay));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException("scheduleAtFixedRate");
  }

  @Override
  public void shutdown() {
    throw new UnsupportedOperationException("shutdown");
  }

  @Override
  public List<Runnable> shutdownNow() {
    throw new UnsupportedOperationException("shutdownNow");
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }

  private final class Timer<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long periodNanos;
    private EventLoop.Event event;

    Timer(Callable<V> task, long periodNanos) {
      super(task);
      this.periodNanos = periodNanos;
      this.event = loop.after(0, () -> {});
      event.cancel();
    }

    Timer<V> in(long delayNanos) {
      event = loop.after(delayNanos, this::fire);
      return this;
    }

    private void fire() {
      if (periodNanos == 0) {
        run();
      } else if (runAndReset()) {
        in(periodNanos);
      }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      event.cancel();
      return super.cancel(mayInterrupt);
    }

    @Override
    protected void setException(Throwable thrown) {
      super.setException(thrown);
      throw new IllegalStateException("a scheduled task threw", thrown);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(event.due() - loop.getAsLong(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
