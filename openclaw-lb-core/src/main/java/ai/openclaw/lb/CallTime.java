package ai.openclaw.lb;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The time that a caller gives one call: its deadline, on a clock without an origin. Immutable. */
final class CallTime {
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private final LongSupplier nanoTime;

  /** Null where the call may last as long as it likes. */
  private final @Nullable Pause time;

  private CallTime(LongSupplier nanoTime, @Nullable Pause time) {
    this.nanoTime = nanoTime;
    this.time = time;
  }

  /** Without a deadline. */
  static CallTime unlimited(LongSupplier nanoTime) {
    return new CallTime(nanoTime, null);
  }

  /** As long as this from now on; what is negative is over. */
  static CallTime of(Duration left, LongSupplier nanoTime) {
    Duration length = left.compareTo(LONGEST) < 0 ? left : LONGEST;
    long nanos = length.isNegative() ? 0 : length.toNanos();
    return new CallTime(nanoTime, new Pause(nanoTime.getAsLong(), nanos));
  }

  /** What is left, zero at least; null without a deadline. */
  @Nullable
  Duration left() {
    return time == null ? null : Duration.ofNanos(time.left(nanoTime.getAsLong()));
  }

  boolean isOver() {
    return time != null && time.isOver(nanoTime.getAsLong());
  }

  /** Whether something of the call can follow this pause. */
  boolean isLeftAfter(Duration pause) {
    Duration left = left();
    return left == null || left.compareTo(pause) > 0;
  }
}
