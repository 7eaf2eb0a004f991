package ai.openclaw.lb.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.DnsPace;
import ai.openclaw.lb.testing.FakeScheduler;
import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** When looks are made. */
class DnsDiscoveryTest {
  private static final DnsPace PACE =
      new DnsPace(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final FakeTicker ticker = FakeTicker.beforeWrap();
  private final FakeScheduler scheduler = new FakeScheduler(ticker);
  private final List<String> told = new ArrayList<>();
  private Supplier<CompletableFuture<DnsList>> answer = () -> list(5);
  private int looks;

  private final DnsDiscovery discovery = new DnsDiscovery(
      () -> {
        looks++;
        return answer.get();
      },
      PACE,
      scheduler);

  private static CompletableFuture<DnsList> list(int ttlSeconds) {
    return CompletableFuture.completedFuture(
        new DnsList(List.of(AgentConfig.of("a", "a:1")), Duration.ofSeconds(ttlSeconds)));
  }

  private static CompletableFuture<DnsList> failure() {
    return CompletableFuture.failedFuture(new DnsFailure("A agents.test: SERVFAIL"));
  }

  private void start() {
    discovery.start(new DiscoveryListener() {
      @Override
      public void agents(List<AgentConfig> all) {
        told.add("" + all.size());
      }

      @Override
      public void failed(String reason) {
        told.add(reason);
      }
    });
  }

  private int looksIn(Duration time) {
    int before = looks;
    scheduler.advance(time);
    return looks - before;
  }

  @Test
  void looksAgainWhenTheTtlHasPassed() {
    start();
    assertEquals(1, looks);
    assertEquals(0, looksIn(Duration.ofMillis(4_999)));
    assertEquals(1, looksIn(Duration.ofMillis(1)));
    assertEquals(List.of("1", "1"), told);
  }

  @Test
  void boundsHoldForAnyTtl() {
    answer = () -> list(0);
    start();
    assertEquals(10, looksIn(Duration.ofSeconds(10)));
    answer = () -> list(100_000);
    assertEquals(1, looksIn(Duration.ofSeconds(1)));
    assertEquals(0, looksIn(Duration.ofMillis(29_999)));
    assertEquals(1, looksIn(Duration.ofMillis(1)));
  }

  @Test
  void failuresAreFollowedMoreAndMoreSeldom() {
    answer = DnsDiscoveryTest::failure;
    start();
    for (int pause : new int[] {1, 2, 4, 8, 16, 30, 30}) {
      assertEquals(0, looksIn(Duration.ofSeconds(pause).minusNanos(1)), "" + pause);
      assertEquals(1, looksIn(Duration.ofNanos(1)), "" + pause);
    }
    answer = () -> list(5);
    assertEquals(1, looksIn(Duration.ofSeconds(30)));
    assertEquals("A agents.test: SERVFAIL", told.get(0));
    assertEquals("1", told.get(told.size() - 1));
    answer = DnsDiscoveryTest::failure;
    assertEquals(2, looksIn(Duration.ofSeconds(6)), "from the start again");
  }

  @Test
  void looksNeverOverlapAndCloseEndsThem() {
    CompletableFuture<DnsList> late = new CompletableFuture<>();
    answer = () -> late;
    start();
    assertEquals(0, looksIn(Duration.ofHours(1)));
    late.complete(list(5).join());
    answer = () -> list(5);
    assertEquals(1, looksIn(Duration.ofSeconds(5)));
    discovery.close();
    assertEquals(0, looksIn(Duration.ofHours(1)));
  }

  @Test
  void answerAfterCloseBeginsNothing() {
    CompletableFuture<DnsList> late = new CompletableFuture<>();
    answer = () -> late;
    start();
    discovery.close();
    late.complete(list(5).join());
    assertEquals(0, looksIn(Duration.ofHours(1)));
  }
}
