package ai.openclaw.lb;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a pool: it looks at the members when time alone changes something on any of them.
 * What comes due together is looked at together, and looks keep a distance that grows with the pool,
 * so that a thousand agents which start slowly do not each cost a snapshot a step. Guarded by the
 * pool's lock.
 *
 * <p>Example: with 1,000 members looks are 10 ms apart at least, with 10 members 0.1 ms.
 */
final class NextLook {
  private static final long DISTANCE_PER_MEMBER_NANOS = 10_000;

  private final ScheduledExecutorService scheduler;
  private final Runnable look;
  private @Nullable Future<?> timer;

  /** When the timer runs, where there is one. */
  private long dueNanos;

  /** When the next look may be, once there has been one. */
  private long notBeforeNanos;

  private boolean looked;

  NextLook(ScheduledExecutorService scheduler, Runnable look) {
    this.scheduler = scheduler;
    this.look = look;
  }

  /** A look is due at this time; an earlier one that is planned comes first. */
  void plan(long atNanos, long nowNanos) {
    long at = looked && atNanos - notBeforeNanos < 0 ? notBeforeNanos : atNanos;
    if (timer != null && dueNanos - at <= 0) {
      return;
    }
    stop();
    dueNanos = at;
    try {
      timer = scheduler.schedule(look, Math.max(0, at - nowNanos), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException shutDown) {
      // A given scheduler was shut down before its pool: nothing moves by time alone any more.
    }
  }

  /** The look that was planned runs, at a pool of so many members. */
  void runs(int members, long nowNanos) {
    timer = null;
    looked = true;
    notBeforeNanos = nowNanos + members * DISTANCE_PER_MEMBER_NANOS;
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
