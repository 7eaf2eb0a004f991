package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sessions of a pool whose rules send calls to some of its agents. */
class SessionsInTargetsTest {
  private static final String YAML = """
      name: agents
      algorithm: smart_routing
      instances:
        - {id: v1, host: "v1:1", group: vip}
        - {id: v2, host: "v2:1", group: vip}
        - {id: f1, host: "f1:1", group: free}
        - {id: f2, host: "f2:1", group: free}
      routing_rules:
        - match: {user_tier: vip}
          target: vip
        - default: free
      session_affinity: {secret: known-to-all-processes}
      """;

  private final SessionUser user = new SessionUser();
  private final AgentPool pool =
      AgentPool.fromYaml(new StringReader(YAML), new PoolFixture().options());

  private RequestContext.Builder context() {
    return RequestContext.builder().affinityToken(user.token);
  }

  private String vip() throws NoAgentAvailableException {
    return user.call(pool, context().attribute("user_tier", "vip").build());
  }

  private String free() throws NoAgentAvailableException {
    return user.call(pool, context().build());
  }

  @Test
  void sessionNeverLeavesTheTargetThatTheRulesName() throws Exception {
    try (pool) {
      String home = free();
      assertTrue(Set.of("f1", "f2").contains(home));
      String visited = vip();
      assertTrue(Set.of("v1", "v2").contains(visited));
      for (int i = 0; i < 5; i++) {
        assertEquals(home, free());
        assertEquals(visited, vip());
      }
      assertEquals(1, user.told, "a visit does not move the session");
      assertEquals(0, pool.status().affinityMoved());
    }
  }

  @Test
  void sessionMovesWithinItsTarget() throws Exception {
    try (pool) {
      String home = free();
      pool.drain(home);
      String second = free();
      assertNotEquals(home, second);
      assertTrue(Set.of("f1", "f2").contains(second));
      assertEquals(second, free());
      assertEquals(1, pool.status().affinityMoved());
      assertFalse(pool.toString().contains("known-to-all"));
      assertFalse((pool.config() + " " + pool.status()).contains("known-to-all"));
    }
  }
}
