package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.health.OutlierCounts.Limits;
import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutlierCountsTest {
  private static final Limits LIMITS = new Limits(5, 3, 0.5, 10, Duration.ofSeconds(30));
  private static final Limits RATE_ONLY =
      new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, 0.5, 10, Duration.ofSeconds(30));

  private final FakeTicker ticker = FakeTicker.beforeWrap();
  private OutlierCounts counts = new OutlierCounts(LIMITS, ticker.getAsLong());

  private String fail() {
    return counts.failed(ticker.getAsLong(), false);
  }

  private String failToConnect() {
    return counts.failed(ticker.getAsLong(), true);
  }

  private void succeed() {
    counts.succeeded(ticker.getAsLong());
  }

  private void pass(long seconds) {
    ticker.advance(Duration.ofSeconds(seconds));
  }

  @Test
  void theFifthFailureInARowSpeaksAgainstTheAgentHoweverFarApart() {
    for (int i = 0; i < 4; i++) {
      assertNull(fail());
      pass(3_600);
    }
    assertEquals("5 failures in a row", fail());
    assertEquals("6 failures in a row", fail());
  }

  @Test
  void aSuccessEndsTheRow() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4; i++) {
        assertNull(fail());
      }
      succeed();
      pass(60);
    }
    assertNull(fail());
  }

  @Test
  void failuresToConnectWeighAsFailedHealthChecksDo() {
    assertNull(failToConnect());
    assertNull(failToConnect());
    assertEquals("3 failures to connect in a row", failToConnect());
  }

  @Test
  void aFailureOfAnotherKindEndsTheRowOfFailuresToConnect() {
    failToConnect();
    failToConnect();
    assertNull(fail());
    assertNull(failToConnect());
    assertEquals("5 failures in a row", failToConnect());
  }

  @Test
  void halfOfTenSpeaksAgainstTheAgentAndHalfOfNineDoesNot() {
    counts = new OutlierCounts(RATE_ONLY, ticker.getAsLong());
    for (int i = 0; i < 4; i++) {
      succeed();
      assertNull(fail());
    }
    succeed();
    assertEquals("5 of 10 attempts failed within 30 s", fail());
  }

  @Test
  void justBelowTheRateSaysNothing() {
    counts = new OutlierCounts(RATE_ONLY, ticker.getAsLong());
    for (int i = 0; i < 501; i++) {
      succeed();
    }
    for (int i = 0; i < 500; i++) {
      assertNull(fail());
    }
    assertNotNull(fail());
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void whatIsOlderThanTheWindowIsForgotten(FakeTicker clock) {
    OutlierCounts own = new OutlierCounts(RATE_ONLY, clock.getAsLong());
    for (int i = 0; i < 100; i++) {
      own.failed(clock.getAsLong(), false);
    }
    clock.advance(Duration.ofSeconds(30));
    for (int i = 0; i < 8; i++) {
      own.succeeded(clock.getAsLong());
    }
    assertNull(own.failed(clock.getAsLong(), false));
    assertNull(own.failed(clock.getAsLong(), false));
    assertTrue(own.flowsWell(clock.getAsLong()));
  }

  @Test
  void callsFlowWellWhileMostOfThemSucceed() {
    assertFalse(counts.flowsWell(ticker.getAsLong()));
    succeed();
    assertTrue(counts.flowsWell(ticker.getAsLong()));
    fail();
    assertFalse(counts.flowsWell(ticker.getAsLong()));
    succeed();
    assertTrue(counts.flowsWell(ticker.getAsLong()));
    pass(31);
    assertFalse(counts.flowsWell(ticker.getAsLong()));
  }

  @Test
  void aReadingFromBeforeTheStartIsCountedAndBreaksNothing() {
    long early = ticker.getAsLong() - Duration.ofMillis(5).toNanos();
    counts.succeeded(early);
    assertTrue(counts.flowsWell(ticker.getAsLong()));
  }

  /** The same verdict as a list of all results, whose buckets are computed from their times. */
  @Test
  void ratesAgreeWithAPlainListOfResults() {
    long seed = 99;
    SplittableRandom random = new SplittableRandom(seed);
    long origin = ticker.getAsLong();
    counts = new OutlierCounts(RATE_ONLY, origin);
    Deque<long[]> results = new ArrayDeque<>(); // bucket, failed
    for (int i = 0; i < 5_000; i++) {
      ticker.advance(Duration.ofMillis(random.nextInt(20) == 0 ? 9_000 : random.nextInt(900)));
      long bucket = (ticker.getAsLong() - origin) / Duration.ofSeconds(3).toNanos();
      boolean failed = random.nextInt(10) < 4;
      results.add(new long[] {bucket, failed ? 1 : 0});
      results.removeIf(result -> bucket - result[0] >= 10);
      long failures = results.stream().filter(result -> result[1] == 1).count();
      if (failed) {
        boolean expected = results.size() >= 10 && failures * 2 >= results.size();
        assertEquals(expected, fail() != null, "seed " + seed + ", result " + i);
      } else {
        succeed();
      }
    }
  }

  @Test
  void resultsOfManyThreadsAreAllCounted() throws Exception {
    int threads = 4;
    int each = 20_000;
    counts = new OutlierCounts(
        new Limits(
            Integer.MAX_VALUE, Integer.MAX_VALUE, 1, 2 * threads * each + 1, LIMITS.window()),
        ticker.getAsLong());
    CountDownLatch go = new CountDownLatch(1);
    Thread[] running = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      running[i] = new Thread(() -> {
        try {
          go.await();
        } catch (InterruptedException e) {
          return;
        }
        for (int call = 0; call < each; call++) {
          counts.failed(ticker.getAsLong(), false);
          counts.failed(ticker.getAsLong(), true);
        }
      });
      running[i].start();
    }
    go.countDown();
    for (Thread thread : running) {
      thread.join();
    }
    int all = 2 * threads * each + 1;
    assertEquals(all + " of " + all + " attempts failed within 30 s", fail());
  }
}
