package ai.openclaw.lb.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counters of the latest stretch of time, exactly: {@value #SLOTS} slots of equal length, each with a
 * counter of its own, of which the present one is part full. Thread-safe and lock-free where the
 * counters are. Cost: O(1) to find the present counter, O(slots) to sum.
 *
 * <p>Example: over 10 s, what was counted at 0.5 s is part of the sum until 10 s, and not after.
 *
 * @param <C> what counts in one slot
 */
public final class SlidingWindow<C> {
  private static final int SLOTS = 10;

  private final long slotNanos;
  private final long originNanos;
  private final Supplier<C> newCounter;
  private final AtomicReferenceArray<@Nullable Slot<C>> slots = new AtomicReferenceArray<>(SLOTS);

  /** The slot that was asked for last. Any thread writes it; a stale one costs a look. */
  private volatile Slot<C> latest;

  /**
   * A window that begins now.
   *
   * @param nowNanos by a clock without sign and zero, as are all times here
   */
  public SlidingWindow(Duration length, Supplier<C> newCounter, long nowNanos) {
    this.slotNanos = Math.max(1, length.toNanos() / SLOTS);
    this.originNanos = nowNanos;
    this.newCounter = newCounter;
    this.latest = new Slot<>(0, nowNanos, newCounter.get());
    slots.set(0, latest);
  }

  /** The counter of this time. */
  public C at(long nowNanos) {
    Slot<C> last = latest;
    long age = nowNanos - last.beginNanos;
    return age >= 0 && age < slotNanos ? last.counter : find(nowNanos);
  }

  /** A slot from a time that is over is replaced. */
  private C find(long nowNanos) {
    long epoch = epoch(nowNanos);
    int index = (int) Math.floorMod(epoch, (long) SLOTS);
    while (true) {
      Slot<C> current = slots.get(index);
      if (current != null && current.epoch >= epoch) {
        latest = current;
        return current.counter;
      }
      Slot<C> next = new Slot<>(epoch, originNanos + epoch * slotNanos, newCounter.get());
      if (slots.compareAndSet(index, current, next)) {
        latest = next;
        return next.counter;
      }
    }
  }

  /** The sum of what the counters of the window say. */
  public long sum(long nowNanos, ToLongFunction<C> count) {
    long newest = epoch(nowNanos);
    long sum = 0;
    for (int i = 0; i < SLOTS; i++) {
      Slot<C> slot = slots.get(i);
      if (slot != null && newest - slot.epoch < SLOTS) {
        sum += count.applyAsLong(slot.counter);
      }
    }
    return sum;
  }

  private long epoch(long nowNanos) {
    return (nowNanos - originNanos) / slotNanos;
  }

  private record Slot<C>(long epoch, long beginNanos, C counter) {}
}
