package ai.openclaw.lb.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyWindowTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE - 30_000_000_000L, -5, 0, Long.MIN_VALUE})
  void percentilesAreThoseOfTheTimesRecorded(long start) {
    LatencyWindow window = new LatencyWindow(start);
    for (int millis = 1; millis <= 100; millis++) {
      window.record(start + millis * SECOND / 2, millis * MILLI);
    }
    long now = start + 50 * SECOND;
    assertEquals(50, window.percentile(now, 50), 0.5);
    assertEquals(95, window.percentile(now, 95), 1);
    assertEquals(99, window.percentile(now, 99), 1);
  }

  @Test
  void thereIsNoPercentileOfNothing() {
    assertEquals(Double.NaN, new LatencyWindow(7).percentile(7, 99));
  }

  @Test
  void aLookTakesNothingAway() {
    LatencyWindow window = new LatencyWindow(0);
    window.record(0, 3 * MILLI);
    assertEquals(3, window.percentile(0, 50), 0.03);
    assertEquals(3, window.percentile(SECOND, 50), 0.03);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 19, 21, 39, 41, 59})
  void aTimeIsSeenForAMinuteAndGoneAfterEightySeconds(int at) {
    LatencyWindow window = new LatencyWindow(0);
    window.record(at * SECOND, 5 * MILLI);
    assertEquals(5, window.percentile((at + 60) * SECOND - 1, 50), 0.05);
    assertEquals(Double.NaN, window.percentile((at + 80) * SECOND, 50));
  }

  @Test
  void aLongSilenceForgetsAll() {
    LatencyWindow window = new LatencyWindow(0);
    window.record(0, 900 * MILLI);
    window.record(3_600 * SECOND, 2 * MILLI);
    assertEquals(2, window.percentile(3_600 * SECOND, 99), 0.02);
  }

  @Test
  void whatManyThreadsRecordIsAllThere() throws InterruptedException {
    LatencyWindow window = new LatencyWindow(0);
    List<Thread> threads = new ArrayList<>();
    for (int t = 1; t <= 4; t++) {
      long millis = t * 10L;
      threads.add(new Thread(() -> {
        for (int i = 0; i < 5_000; i++) {
          window.record(i * (40 * SECOND / 5_000), millis * MILLI);
        }
      }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    long now = 40 * SECOND;
    assertEquals(10, window.percentile(now, 25), 0.1);
    assertEquals(20, window.percentile(now, 50), 0.2);
    assertEquals(30, window.percentile(now, 75), 0.3);
    assertEquals(40, window.percentile(now, 100), 0.4);
  }
}
