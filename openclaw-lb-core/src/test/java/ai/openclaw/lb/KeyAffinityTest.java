package ai.openclaw.lb;

import static ai.openclaw.lb.SessionUser.withKey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.openclaw.lb.config.AffinityOptions;
import ai.openclaw.lb.config.SessionAffinityConfig;
import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyAffinityTest {
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final SessionAffinityConfig HEADER =
      SessionAffinityConfig.HEADER.withCookie("unused", TTL);

  private final Set<String> down = new HashSet<>();
  private final SessionUser user = new SessionUser(down);

  @Test
  void newSessionsAreSpreadAndStay() throws Exception {
    try (AgentPool pool =
        new PoolFixture().builder("a", "b", "c").sessionAffinity(HEADER).build()) {
      for (int round = 0; round < 3; round++) {
        assertEquals("a", user.call(pool, withKey("1")));
        assertEquals("b", user.call(pool, withKey("2")));
        assertEquals("c", user.call(pool, withKey("3")));
      }
      assertNull(user.token, "callers are told nothing");
    }
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void sessionIsForgottenWhenNothingIsHeardOfIt(FakeTicker ticker) throws Exception {
    PoolFixture fixture = new PoolFixture(ticker);
    try (AgentPool pool = fixture.builder("a", "b").sessionAffinity(HEADER).build()) {
      assertEquals("a", user.call(pool, withKey("1")));
      ticker.advance(TTL.minusNanos(1));
      assertEquals("a", user.call(pool, withKey("1")));
      ticker.advance(TTL.minusNanos(1));
      assertEquals("a", user.call(pool, withKey("1")));
      user.call(pool, withKey("takes the turn of b"));
      user.call(pool, withKey("takes the turn of a"));
      ticker.advance(TTL);
      assertEquals("b", user.call(pool, withKey("1")), ticker::toString);
    }
  }

  @Test
  void sessionThatMovedStays() throws Exception {
    try (AgentPool pool =
        new PoolFixture().builder("a", "b", "c").sessionAffinity(HEADER).build()) {
      assertEquals("a", user.call(pool, withKey("1")));
      down.add("a");
      String second = user.call(pool, withKey("1"));
      assertNotEquals("a", second);
      down.clear();
      assertEquals(second, user.call(pool, withKey("1")));
      assertEquals(1, pool.status().affinityMoved());
    }
  }

  @Test
  void memoryIsBounded() {
    SessionAffinityConfig few = HEADER.withOptions(AffinityOptions.DEFAULT.withMaxSessions(10));
    KeyAffinity affinity = new KeyAffinity(few, FakeTicker.beforeWrap(), new SessionCounts());
    int known = 0;
    for (int i = 0; i < 1_000; i++) {
      affinity.session(withKey("session " + i), StickyAgents.NONE).placed("a");
    }
    for (int i = 0; i < 1_000; i++) {
      known += affinity.session(withKey("session " + i), StickyAgents.NONE).leads() ? 1 : 0;
    }
    assertEquals(10, known);
  }

  @Test
  void sessionWithoutAKeyGoesByTheAlgorithm() throws Exception {
    try (AgentPool pool =
        new PoolFixture().builder("a", "b").sessionAffinity(HEADER).build()) {
      assertEquals("a", user.call(pool, RequestContext.EMPTY));
      assertEquals("b", user.call(pool, RequestContext.EMPTY));
    }
  }
}
