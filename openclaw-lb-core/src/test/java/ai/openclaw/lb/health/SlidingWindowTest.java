package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static SlidingWindow<AtomicLong> tenSeconds(long originNanos) {
    return new SlidingWindow<>(Duration.ofSeconds(10), AtomicLong::new, originNanos);
  }

  private static long sum(SlidingWindow<AtomicLong> window, long nowNanos) {
    return window.sum(nowNanos, AtomicLong::get);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5, Long.MAX_VALUE - 3_000_000_000L, Long.MIN_VALUE})
  void whatWasCountedLeavesWithItsSlot(long origin) {
    SlidingWindow<AtomicLong> window = tenSeconds(origin);
    window.at(origin + SECOND / 2).addAndGet(7);
    window.at(origin + 4 * SECOND).addAndGet(1);
    assertEquals(8, sum(window, origin + 10 * SECOND - 1), "origin " + origin);
    assertEquals(1, sum(window, origin + 10 * SECOND), "origin " + origin);
    assertEquals(0, sum(window, origin + 14 * SECOND), "origin " + origin);
  }

  @Test
  void oneSlotHasOneCounterUntilItIsOver() {
    SlidingWindow<AtomicLong> window = tenSeconds(0);
    AtomicLong first = window.at(0);
    assertSame(first, window.at(SECOND - 1));
    assertNotSame(first, window.at(SECOND));
    assertNotSame(first, window.at(10 * SECOND));
  }

  @Test
  void aReadingOfTheClockFromBeforeCountsInItsOwnSlot() {
    SlidingWindow<AtomicLong> window = tenSeconds(0);
    window.at(0);
    window.at(SECOND).incrementAndGet();
    window.at(SECOND - 1).incrementAndGet();
    assertEquals(2, sum(window, 10 * SECOND - 1));
    assertEquals(1, sum(window, 10 * SECOND));
  }

  @Test
  void aReadingOlderThanTheWindowCountsInTheSlotThatTookItsPlace() {
    SlidingWindow<AtomicLong> window = tenSeconds(0);
    AtomicLong present = window.at(10 * SECOND);
    assertSame(present, window.at(0));
  }

  @Test
  void aWindowOfFewNanosecondsHasSlotsOfOne() {
    SlidingWindow<AtomicLong> window = new SlidingWindow<>(Duration.ofNanos(3), AtomicLong::new, 0);
    window.at(0).incrementAndGet();
    assertEquals(1, sum(window, 9));
    assertEquals(0, sum(window, 10));
  }

  @Test
  void threadsThatOpenOneSlotTogetherLoseNoCount() throws Exception {
    int threads = 4;
    int rounds = 500;
    SlidingWindow<AtomicLong> window = tenSeconds(0);
    CyclicBarrier slotBegins = new CyclicBarrier(threads);
    ExecutorService callers = Executors.newFixedThreadPool(threads);
    try {
      Callable<Void> caller = () -> {
        for (int round = 0; round < rounds; round++) {
          slotBegins.await(60, TimeUnit.SECONDS);
          window.at(round * SECOND).incrementAndGet();
        }
        return null;
      };
      for (Future<Void> done : callers.invokeAll(Collections.nCopies(threads, caller))) {
        done.get();
      }
    } finally {
      callers.shutdownNow();
    }
    assertEquals(10L * threads, sum(window, (rounds - 1) * SECOND), "the last ten slots");
  }
}
