package ai.openclaw.lb.benchmarks.simulation;

import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: a clock that jumps from event to event. Events of one time run in the order of their
 * submission. The clock wraps to the most negative number half a minute after the start, because what
 * runs under it must not mind. For one thread.
 */
final class EventLoop implements LongSupplier {
  static final long SECOND = 1_000_000_000L;

  private static final long ORIGIN = Long.MAX_VALUE - 30 * SECOND;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now = ORIGIN;
  private long submitted;

  /** The clock's reading, in nanoseconds of no particular origin. */
  @Override
  public long getAsLong() {
    return now;
  }

  /** The time since the start, in nanoseconds. */
  long elapsed() {
    return now - ORIGIN;
  }

  /** Runs an action in {@code delayNanos}; a negative delay counts as none. */
  Event after(long delayNanos, Runnable action) {
    Event event = new Event(now + Math.max(0, delayNanos), submitted++, action);
    events.add(event);
    return event;
  }

  /** Runs an action at a time since the start that has not passed. */
  Event at(long elapsedNanos, Runnable action) {
    return after(elapsedNanos - elapsed(), action);
  }

  /** Runs what comes due until this time since the start, which is the time then. */
  void runUntil(long elapsedNanos) {
    long until = ORIGIN + elapsedNanos;
    for (Event next = events.peek(); next != null && next.due - until <= 0; next = events.peek()) {
      events.poll();
      Runnable action = next.action;
      if (action != null) {
        now = next.due;
        action.run();
      }
    }
    now = until;
  }

  /** An action to come. */
  static final class Event implements Comparable<Event> {
    private final long due;
    private final long order;
    private @Nullable Runnable action;

    private Event(long due, long order, Runnable action) {
      this.due = due;
      this.order = order;
      this.action = action;
    }

    /** Makes sure that it will not run. */
    void cancel() {
      action = null;
    }

    long due() {
      return due;
    }

    @Override
    public int compareTo(Event other) {
      return due == other.due ? Long.compare(order, other.order) : Long.signum(due - other.due);
    }
  }
}
