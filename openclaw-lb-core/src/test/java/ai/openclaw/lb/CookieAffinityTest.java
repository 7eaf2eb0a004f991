package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.SEED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.AffinityOptions;
import ai.openclaw.lb.config.Secret;
import ai.openclaw.lb.config.SessionAffinityConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CookieAffinityTest {
  private static final int SESSIONS = 1_000;
  private static final Secret SECRET = Secret.of("known-to-all-processes");
  private static final SessionAffinityConfig COOKIE =
      SessionAffinityConfig.COOKIE.withOptions(AffinityOptions.DEFAULT.withSecret(SECRET));

  private final Set<String> down = new HashSet<>();
  private final List<AgentPool> pools = new ArrayList<>();
  private long wallMillis = 1_795_000_000_000L;

  /** A pool as a process of its own has it: other random numbers, another clock's origin. */
  private AgentPool process(int number, SessionAffinityConfig affinity, String algorithm) {
    PoolFixture fixture = new PoolFixture();
    fixture.random = new Random(SEED + number);
    AgentPool pool = fixture
        .builder("a", "b", "c")
        .options(fixture.options().wallClock(() -> Instant.ofEpochMilli(wallMillis)))
        .algorithm(algorithm)
        .sessionAffinity(affinity)
        .build();
    pools.add(pool);
    return pool;
  }

  private AgentPool process(int number) {
    return process(number, COOKIE, "round_robin");
  }

  @AfterEach
  void closePools() {
    pools.forEach(AgentPool::close);
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.PoolFixture#algorithms")
  void sessionStaysWithItsAgentInEveryProcess(String algorithm) throws Exception {
    AgentPool one = process(1, COOKIE, algorithm);
    AgentPool other = process(2, COOKIE, algorithm);
    Map<String, Integer> placed = new HashMap<>();
    for (int i = 0; i < SESSIONS; i++) {
      SessionUser user = new SessionUser();
      String agent = user.call(i % 2 == 0 ? one : other);
      placed.merge(agent, 1, Integer::sum);
      for (int call = 0; call < 4; call++) {
        assertEquals(agent, user.call(call % 2 == 0 ? other : one), () -> "seed " + SEED);
      }
      assertEquals(1, user.told);
    }
    assertEquals(Set.of("a", "b", "c"), placed.keySet());
    assertEquals(0, one.status().affinityMoved() + other.status().affinityMoved());
  }

  @Test
  void deathOfAnAgentMovesItsSessionsAloneAndFailsNoCall() throws Exception {
    AgentPool one = process(1);
    AgentPool other = process(2);
    List<SessionUser> users = new ArrayList<>();
    List<String> homes = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      SessionUser user = new SessionUser(down);
      users.add(user);
      homes.add(user.call(one));
    }
    down.add("b");
    Map<String, Integer> moved = new HashMap<>();
    for (int i = 0; i < SESSIONS; i++) {
      SessionUser user = users.get(i);
      SessionUser stale = new SessionUser(down);
      stale.token = user.token;
      String now = user.call(one);
      assertEquals(homes.get(i).equals("b") ? now : homes.get(i), now);
      assertEquals(now, stale.call(other), "the second choice is every process' own");
      assertEquals(homes.get(i).equals("b") ? 2 : 1, user.told);
      if (homes.get(i).equals("b")) {
        moved.merge(now, 1, Integer::sum);
      }
      homes.set(i, now);
    }
    assertEquals(Set.of("a", "c"), moved.keySet());
    assertTrue(moved.get("a") > 120 && moved.get("c") > 120, () -> moved + ", seed " + SEED);
    assertEquals(moved.get("a") + moved.get("c"), one.status().affinityMoved());
    down.clear();
    for (int i = 0; i < SESSIONS; i++) {
      assertEquals(homes.get(i), users.get(i).call(other), "no way back");
    }
  }

  @Test
  void agentThatTakesNoCallsLosesItsSession() throws Exception {
    AgentPool pool = process(1);
    SessionUser user = new SessionUser();
    String home = user.call(pool);
    pool.drain(home);
    String second = user.call(pool);
    assertNotEquals(home, second);
    pool.setWeight(second, 0);
    String third = user.call(pool);
    assertEquals(Set.of("a", "b", "c"), Set.of(home, second, third));
    pool.remove(third);
    pool.setWeight(second, 1, Duration.ZERO);
    assertEquals(second, user.call(pool));
    assertEquals(3, pool.status().affinityMoved());
    assertEquals(4, user.told);
  }

  @Test
  void keyOfTheProgramGoesBeforeTheCookie() throws Exception {
    AgentPool pool = process(1);
    SessionUser user = new SessionUser();
    String home = user.call(pool);
    RequestContext.Builder both = RequestContext.builder().affinityToken(user.token);
    String byKey = user.call(pool, both.sessionKey("k").build());
    assertNotEquals(home, byKey, "placed by the algorithm");
    assertEquals(byKey, user.call(pool, SessionUser.withKey("k")));
    assertEquals(1, user.told);
    assertEquals(home, user.call(pool));
  }

  @Test
  void attemptOutsideACallFollowsTheToken() throws Exception {
    AgentPool pool = process(1);
    SessionUser user = new SessionUser();
    String home = user.call(pool);
    for (int i = 0; i < 5; i++) {
      Lease lease =
          pool.acquire(RequestContext.builder().affinityToken(user.token).build());
      assertEquals(home, lease.agent().id());
      lease.close();
    }
  }

  @Test
  void noTokenBeforeTheFirstAttempt() throws Exception {
    AgentCall call = process(1).newCall(RequestContext.EMPTY, Replay.ALWAYS);
    assertNull(call.affinityToken());
    call.acquire().close();
    assertNotNull(call.affinityToken());
  }

  @Test
  void processesOfDifferentSecretsIgnoreEachOther() throws Exception {
    AgentPool own = process(1, SessionAffinityConfig.COOKIE, "round_robin");
    AgentPool other = process(2, SessionAffinityConfig.COOKIE, "round_robin");
    SessionUser user = new SessionUser();
    assertEquals("a", user.call(own));
    assertEquals("a", user.call(own));
    assertEquals("a", user.call(other), "placed anew");
    assertEquals("b", user.call(own), "placed anew");
    assertEquals(3, user.told);
    assertEquals(0, own.status().affinityMoved());
  }
}
