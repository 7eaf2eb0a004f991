package ai.openclaw.lb.testing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A clock in nanoseconds that stands still until it is advanced. Its origin is never 0: like {@code
 * System.nanoTime()} it may be negative or wrap while a test runs, and code that compares readings
 * instead of their differences breaks on it. Thread-safe.
 */
public final class FakeTicker implements LongSupplier {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final AtomicLong nanos;

  private FakeTicker(long origin) {
    this.nanos = new AtomicLong(origin);
  }

  /** A clock that wraps to the most negative value after one minute. The one to use by default. */
  public static FakeTicker beforeWrap() {
    return new FakeTicker(Long.MAX_VALUE - MINUTE);
  }

  /** A clock that passes 0 after one minute. */
  public static FakeTicker beforeZero() {
    return new FakeTicker(-MINUTE);
  }

  /** A clock that starts at the most negative value. */
  public static FakeTicker atMinimum() {
    return new FakeTicker(Long.MIN_VALUE);
  }

  /** A clock that starts at {@code origin}, for seeded random origins. */
  public static FakeTicker at(long origin) {
    return new FakeTicker(origin);
  }

  /** One clock of each hostile origin, as a method source of parameterized tests. */
  public static Stream<FakeTicker> hostile() {
    return Stream.of(beforeWrap(), beforeZero(), atMinimum());
  }

  @Override
  public long getAsLong() {
    return nanos.get();
  }

  /** Moves the clock; a negative duration throws. Tasks of a {@link FakeScheduler} do not run. */
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time: " + time + " (expected: >= 0)");
    }
    nanos.addAndGet(time.toNanos());
  }

  @Override
  public String toString() {
    return "clock at " + nanos;
  }
}
