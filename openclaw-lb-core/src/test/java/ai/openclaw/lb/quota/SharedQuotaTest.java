package ai.openclaw.lb.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.quota.TokenStore.Grant;
import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SharedQuotaTest {
  /** Only waited for where a store does not answer. */
  private static final Duration TIMEOUT = Duration.ofMillis(1);

  private final FakeTicker ticker = FakeTicker.beforeWrap();
  private final FakeStore store = new FakeStore(1000, 1000, ticker);

  private static SharedQuota quota(FakeStore store, double maxQps, long burst, FakeTicker ticker) {
    QuotaRequest request = LocalQuotaTest.request(maxQps, burst, ticker);
    QuotaRequest part = request.share(4);
    Outage outage = new Outage("pool-free", "its share", ticker);
    return new SharedQuota(request, part, store, outage, TIMEOUT);
  }

  private SharedQuota quota() {
    return quota(store, 1000, 1000, ticker);
  }

  private static long take(Quota quota, int calls) {
    long admitted = 0;
    for (int i = 0; i < calls; i++) {
      admitted += quota.tryTake() == 0 ? 1 : 0;
    }
    return admitted;
  }

  @ParameterizedTest
  @CsvSource({"0.5, 1", "50, 50", "50, 1", "1000, 1000", "1000, 20", "3333, 100"})
  void threeProcessesComeToTheLimitTogether(double limit, long burst) {
    FakeStore first = new FakeStore(limit, burst, ticker);
    List<Quota> processes = new ArrayList<>();
    for (FakeStore way : List.of(first, new FakeStore(first), new FakeStore(first))) {
      processes.add(quota(way, limit, burst, ticker));
    }
    Duration step = Duration.ofNanos((long) (1e9 / limit));
    int steps = (int) (10 * Math.max(10, limit));
    long admitted = 0;
    for (int i = 0; i < steps; i++) {
      ticker.advance(step);
      for (Quota process : processes) {
        admitted += process.tryTake() == 0 ? 1 : 0;
      }
    }
    assertEquals(steps + burst, admitted, (steps + burst) * 0.03);
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void theStoreIsAskedForTenMillisecondsAtATimeAndLeftInPeaceForAsLong(FakeTicker clock) {
    FakeStore counted = new FakeStore(1000, 1000, clock);
    SharedQuota quota = quota(counted, 1000, 1000, clock);
    assertEquals(1000, take(quota, 1000));
    assertEquals(100, counted.asked.size());
    assertEquals(10, counted.asked.get(0));
    for (int i = 0; i < 5; i++) {
      assertEquals(0, take(quota, 1000), "from " + clock);
      assertEquals(101 + 2 * i, counted.asked.size());
      clock.advance(Duration.ofMillis(10));
      assertEquals(10, take(quota, 10));
    }
  }

  @Test
  void anEmptyStoreTellsWhenToComeBack() {
    FakeStore slow = new FakeStore(0.5, 1, ticker);
    SharedQuota quota = quota(slow, 0.5, 1, ticker);
    assertEquals(0, quota.tryTake());
    assertEquals(2_000_000_000L, quota.tryTake());
    ticker.advance(Duration.ofMillis(500));
    assertEquals(1_500_000_000L, quota.tryTake());
    assertEquals(2, slow.asked.size());
    ticker.advance(Duration.ofMillis(1500));
    assertEquals(0, quota.tryTake());
  }

  @Test
  void whileTheStoreIsAwayTheShareDecidesAndIsCounted() {
    SharedQuota quota = quota();
    store.goAway();
    assertEquals(250, take(quota, 400));
    assertEquals(400, quota.decidedAlone());
    assertEquals(1, store.asked.size());
    ticker.advance(Duration.ofMillis(100));
    assertEquals(25, take(quota, 100));
    assertEquals(500, quota.decidedAlone());
    assertEquals(1, store.asked.size());
  }

  @Test
  void anAwayStoreIsTriedOnceASecondAndSharedAgainWhenItIsBack() {
    SharedQuota quota = quota();
    store.goAway();
    take(quota, 1);
    for (int second = 1; second <= 3; second++) {
      ticker.advance(Duration.ofSeconds(1));
      take(quota, 100);
      assertEquals(1 + second, store.asked.size());
    }
    store.comeBack();
    assertEquals(301, quota.decidedAlone());
    ticker.advance(Duration.ofSeconds(1));
    assertEquals(0, quota.tryTake());
    assertEquals(302, quota.decidedAlone());
    assertEquals(1000 - 251, take(quota, 2000), "what was admitted alone is paid");
    assertEquals(302, quota.decidedAlone());
    ticker.advance(Duration.ofSeconds(1));
    assertEquals(1000, take(quota, 2000), "once");
  }

  @Test
  void aCallWaitsForTheStoreNoLongerThanItsTimeAndTheNextOnesNotAtAll() {
    SharedQuota quota = quota();
    CompletableFuture<Grant> late = new CompletableFuture<>();
    store.answer = late;
    assertEquals(250, take(quota, 300));
    assertEquals(300, quota.decidedAlone());
    assertEquals(1, store.asked.size());
    late.complete(new Grant(10, 0));
    store.comeBack();
    assertEquals(1000 - 240, take(quota, 1100), "250 were admitted alone, 10 are paid");
    assertEquals(300, quota.decidedAlone(), "a late answer ends the outage");
  }

  @Test
  void anOutageBeginsWithWhatTheShareWouldHaveLeft() {
    SharedQuota quota = quota();
    assertEquals(1000, take(quota, 1100));
    store.goAway();
    ticker.advance(Duration.ofMillis(20));
    assertEquals(5, take(quota, 100), "the burst was taken; 20 ms of a quarter are left");
  }

  @Test
  void anInterruptedCallerIsDecidedAtOnceAndStaysInterrupted() {
    SharedQuota quota = quota();
    store.answer = new CompletableFuture<>();
    Thread.currentThread().interrupt();
    assertEquals(0, quota.tryTake());
    assertTrue(Thread.interrupted());
    assertEquals(1, quota.decidedAlone());
  }

  @Test
  void aStoreThatThrowsIsAway() {
    TokenStore broken = new TokenStore() {
      @Override
      public CompletableFuture<Grant> take(long most) {
        throw new IllegalStateException("broken");
      }

      @Override
      public void close() {}
    };
    QuotaRequest request = LocalQuotaTest.request(10, 10, ticker);
    Outage outage = new Outage("pool-free", "its share", ticker);
    Quota quota = new SharedQuota(request, request, broken, outage, TIMEOUT);
    assertEquals(10, take(quota, 20));
    assertEquals(20, quota.decidedAlone());
  }

  @Test
  void closingClosesTheStore() {
    quota().close();
    assertTrue(store.closed);
  }
}
