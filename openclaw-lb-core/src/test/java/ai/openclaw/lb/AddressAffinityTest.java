package ai.openclaw.lb;

import static ai.openclaw.lb.SessionUser.from;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.SessionAffinityConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressAffinityTest {
  private static final int USERS = 3_000;

  private final Set<String> down = new HashSet<>();
  private final SessionUser user = new SessionUser(down);

  private static AgentPool pool(String... ids) {
    return new PoolFixture()
        .builder(ids)
        .sessionAffinity(SessionAffinityConfig.IP_HASH)
        .build();
  }

  private static String ip(int user) {
    return "10.0." + user / 256 + "." + user % 256;
  }

  @Test
  void userHasOneAgentInEveryProcessWhateverTheOrderOfTheAgents() throws Exception {
    try (AgentPool one = pool("a", "b", "c");
        AgentPool other = pool("c", "a", "b")) {
      Map<String, Integer> users = new HashMap<>();
      for (int i = 0; i < USERS; i++) {
        String agent = user.call(one, from(ip(i)));
        assertEquals(agent, user.call(other, from(ip(i))));
        users.merge(agent, 1, Integer::sum);
      }
      users.forEach((agent, count) -> assertTrue(Math.abs(count - 1000) < 110, users::toString));
      assertNull(user.token);
    }
  }

  @Test
  void networkOfAUserHasOneAgent() throws Exception {
    try (AgentPool pool = pool("a", "b", "c", "d", "e")) {
      String agent = user.call(pool, from("2001:db8:1:2::1"));
      for (int i = 2; i < 50; i++) {
        assertEquals(agent, user.call(pool, from("[2001:db8:1:2::" + i + "]:8" + i)));
      }
    }
  }

  @Test
  void weightsAreShares() throws Exception {
    try (AgentPool pool = pool("a", "b", "c")) {
      pool.setWeight("b", 0.5);
      pool.setWeight("c", 0.5);
      int ofA = 0;
      for (int i = 0; i < USERS; i++) {
        ofA += user.call(pool, from(ip(i))).equals("a") ? 1 : 0;
      }
      assertEquals(USERS / 2.0, ofA, 110);
    }
  }

  @Test
  void deadAgentsUsersGoElsewhereAndReturn() throws Exception {
    try (AgentPool pool = pool("a", "b", "c");
        AgentPool withoutB = pool("a", "c")) {
      Map<String, String> homes = new HashMap<>();
      for (int i = 0; i < 300; i++) {
        homes.put(ip(i), user.call(pool, from(ip(i))));
      }
      down.add("b");
      int moved = 0;
      for (Map.Entry<String, String> home : homes.entrySet()) {
        String now = user.call(pool, from(home.getKey()));
        assertEquals(home.getValue().equals("b"), !now.equals(home.getValue()));
        assertEquals(now, user.call(withoutB, from(home.getKey())));
        moved += now.equals(home.getValue()) ? 0 : 1;
      }
      assertEquals(moved, pool.status().affinityMoved());
      assertEquals(0, withoutB.status().affinityMoved());
      down.clear();
      for (Map.Entry<String, String> home : homes.entrySet()) {
        assertEquals(home.getValue(), user.call(pool, from(home.getKey())));
      }
    }
  }

  @Test
  void callWithoutAnAddressGoesByTheAlgorithm() throws Exception {
    try (AgentPool pool = pool("a", "b", "c")) {
      assertEquals("a", user.call(pool, RequestContext.EMPTY));
      assertEquals("b", user.call(pool, from("unknown")));
      assertEquals("c", user.call(pool, SessionUser.withKey("k")));
      assertNotEquals("c", user.call(pool, SessionUser.withKey("k")));
    }
  }
}
