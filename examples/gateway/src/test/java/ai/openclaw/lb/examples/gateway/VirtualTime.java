package ai.openclaw.lb.examples.gateway;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A scheduler by a clock that moves when a test says so; what is due then runs on the test's thread.
 * The clock passes its largest value within the first second.
 */
final class VirtualTime extends ScheduledThreadPoolExecutor {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);

  /** Timers by when they are due. Those that were cancelled do nothing when they run. */
  private final Map<Runnable, Long> timers = new ConcurrentHashMap<>();

  VirtualTime() {
    super(1);
    setRemoveOnCancelPolicy(true);
  }

  long nanos() {
    return nanos.get();
  }

  @Override
  public void execute(Runnable task) {
    super.schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    ScheduledFuture<?> timer = super.schedule(task, 1, TimeUnit.DAYS); // by the real clock: never
    timers.put((Runnable) timer, nanos() + unit.toNanos(delay));
    return timer;
  }

  void advance(Duration time) {
    long until = nanos() + time.toNanos();
    for (Optional<Runnable> next = dueBy(until); next.isPresent(); next = dueBy(until)) {
      nanos.set(timers.remove(next.get()));
      next.get().run();
    }
    nanos.set(until);
  }

  private Optional<Runnable> dueBy(long untilNanos) {
    return timers.entrySet().stream()
        .filter(timer -> timer.getValue() - untilNanos <= 0)
        .max(Comparator.comparingLong(timer -> untilNanos - timer.getValue()))
        .map(Map.Entry::getKey);
  }
}
