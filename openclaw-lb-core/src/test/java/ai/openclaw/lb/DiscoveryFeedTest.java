package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.openclaw.lb.config.AgentConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiscoveryFeedTest {
  private static final AgentConfig A = AgentConfig.of("a", "a:1");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> told = new ArrayList<>();
  private final DiscoveryFeed feed =
      new DiscoveryFeed("p", "mine", now::get, () -> told.add("list"));

  @Test
  void listThatCantBeUsedIsAFailureAndChangesNothing() {
    feed.agents(List.of(A));
    for (List<AgentConfig> bad : Arrays.asList(
        null,
        List.<AgentConfig>of(),
        Arrays.asList(A, null),
        List.of(A, A.withWeight(2)),
        List.of(A.withWeight(0)))) {
      feed.agents(bad);
    }
    assertEquals(List.of(A), feed.latest());
    assertEquals(List.of("list"), told);
    assertEquals(1, feed.status().lists());
    assertEquals(5, feed.status().failures());
    assertEquals("a list of agents of weight 0 only", feed.status().problem());
  }

  @Test
  void ageIsThatOfTheLastGoodList() {
    assertNull(feed.status().age());
    feed.agents(List.of(A));
    now.addAndGet(1_000);
    feed.failed("NXDOMAIN");
    assertEquals(Duration.ofNanos(1_000), feed.status().age());
    feed.agents(List.of(A));
    assertEquals(Duration.ZERO, feed.status().age());
    assertNull(feed.status().problem());
  }

  @Test
  void statusCountsTheList() {
    assertEquals(new DiscoveryStatus("mine", 0, 0, 0, null, null), feed.status());
    feed.agents(List.of(A, AgentConfig.of("b", "b:1")));
    assertEquals(new DiscoveryStatus("mine", 2, 1, 0, Duration.ZERO, null), feed.status());
  }
}
