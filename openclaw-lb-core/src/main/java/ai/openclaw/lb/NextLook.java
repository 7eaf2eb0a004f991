package ai.openclaw.lb;

import java.util.Collection;
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

  /** How many members wait for time to change something. */
  private int waiting;

  /** Whether time moves nothing any more. */
  private boolean ended;

  NextLook(ScheduledExecutorService scheduler, Runnable look) {
    this.scheduler = scheduler;
    this.look = look;
  }

  /** The member has changed: it is looked at again when time next changes something on it. */
  void plan(Member member, long nowNanos) {
    boolean waited = member.waits();
    member.plan(nowNanos);
    if (member.waits() && !ended) {
      plan(member.dueNanos(), nowNanos);
    }
    count(waited, member.waits());
  }

  /** The member has left. */
  void forget(Member member) {
    count(member.waits(), false);
    member.over();
  }

  private void count(boolean waited, boolean waits) {
    waiting += (waits ? 1 : 0) - (waited ? 1 : 0);
    if (waiting == 0) {
      stop();
    }
  }

  /** After a look: the next one is for whoever of these is due first. */
  void planEarliest(Collection<Member> members, long nowNanos) {
    Member earliest = null;
    for (Member member : members) {
      if (member.waits() && (earliest == null || member.dueNanos() - earliest.dueNanos() < 0)) {
        earliest = member;
      }
    }
    if (earliest != null && !ended) {
      plan(earliest.dueNanos(), nowNanos);
    }
  }

  /** A look is due at this time; an earlier one that is planned comes first. */
  private void plan(long atNanos, long nowNanos) {
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

  /** There are no looks from now on. */
  void end() {
    ended = true;
    stop();
  }

  private void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
