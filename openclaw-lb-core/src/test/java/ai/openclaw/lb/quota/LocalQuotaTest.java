package ai.openclaw.lb.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LocalQuotaTest {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  static QuotaRequest request(double maxQps, long burst, FakeTicker ticker) {
    return new QuotaRequest("openclaw-lb", "pool-free", maxQps, burst, ticker);
  }

  /** How many of evenly spread calls are admitted. */
  static long admitted(Quota quota, FakeTicker ticker, Duration time, double perSecond) {
    Duration step = Duration.ofNanos((long) Math.ceil(1e9 / perSecond));
    long admitted = 0;
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
      ticker.advance(step);
      admitted += quota.tryTake() == 0 ? 1 : 0;
    }
    return admitted;
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void threeTimesTheLimitComesToTheLimitAndTheBurst(FakeTicker ticker) {
    for (double limit : new double[] {0.5, 1, 50, 333.3, 2000}) {
      Quota quota = new LocalQuota(request(limit, (long) Math.ceil(limit), ticker));
      long admitted = admitted(quota, ticker, TEN_SECONDS, 3 * limit);
      double exact = limit * 10 + Math.ceil(limit);
      assertEquals(exact, admitted, Math.max(1, exact * 0.001), limit + " from " + ticker);
    }
  }

  @Test
  void aMillionASecondIsExactToTheNanosecond() {
    FakeTicker ticker = FakeTicker.beforeWrap();
    Quota quota = new LocalQuota(request(1e6, 1, ticker));
    assertEquals(0, quota.tryTake());
    for (int i = 0; i < 10_000; i++) {
      ticker.advance(Duration.ofNanos(999));
      assertEquals(1, quota.tryTake());
      ticker.advance(Duration.ofNanos(1));
      assertEquals(0, quota.tryTake());
    }
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void aRefusedCallIsToldTheNanosecondAtWhichOneIsAdmitted(FakeTicker ticker) {
    Quota quota = new LocalQuota(request(0.5, 1, ticker));
    assertEquals(0, quota.tryTake());
    ticker.advance(Duration.ofMillis(300));
    assertEquals(1_700_000_000L, quota.tryTake());
    ticker.advance(Duration.ofNanos(1_699_999_999));
    assertEquals(1, quota.tryTake());
    ticker.advance(Duration.ofNanos(1));
    assertEquals(0, quota.tryTake());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "10, 3", "10, 500"})
  void afterAnyPauseTheBurstIsAdmittedAndNoMore(double limit, long burst) {
    FakeTicker ticker = FakeTicker.beforeZero();
    Quota quota = new LocalQuota(request(limit, burst, ticker));
    for (Duration pause :
        new Duration[] {Duration.ZERO, Duration.ofDays(1), Duration.ofDays(9999)}) {
      ticker.advance(pause);
      for (long i = 0; i < burst; i++) {
        assertEquals(0, quota.tryTake(), "call " + i + " after " + pause);
      }
      assertTrue(quota.tryTake() > 0, "one more after " + pause);
    }
  }

  @Test
  void inNoWindowMoreIsAdmittedThanItsTimeAndTheBurst() {
    long seed = 20_261_122L;
    Random random = new Random(seed);
    FakeTicker ticker = FakeTicker.at(random.nextLong());
    Quota quota = new LocalQuota(request(100, 20, ticker));
    long[] times = new long[20_000];
    int admitted = 0;
    long now = 0;
    for (int i = 0; i < 20_000; i++) {
      long step = random.nextInt(10) == 0 ? random.nextInt(200_000_000) : random.nextInt(2_000_000);
      ticker.advance(Duration.ofNanos(step));
      now += step;
      if (quota.tryTake() == 0) {
        times[admitted++] = now;
      }
    }
    for (int first = 0; first < admitted; first++) {
      for (int last = first; last < Math.min(admitted, first + 500); last++) {
        double most = (times[last] - times[first]) * 100 / 1e9 + 20;
        assertTrue(last - first + 1 <= most + 1e-6, "seed " + seed + ": " + first + " to " + last);
      }
    }
  }

  @Test
  void threadsShareTheBurstExactly() {
    Quota quota = new LocalQuota(request(1, 5_000, FakeTicker.beforeWrap()));
    LongAdder admitted = new LongAdder();
    IntStream.range(0, 20_000).parallel().forEach(i -> admitted.add(quota.tryTake() == 0 ? 1 : 0));
    assertEquals(5_000, admitted.sum());
  }
}
