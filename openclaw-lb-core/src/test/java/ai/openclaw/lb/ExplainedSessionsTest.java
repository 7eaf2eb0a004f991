package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.SessionAffinityConfig;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code explain} says of sessions, and that saying it leaves no trace. */
class ExplainedSessionsTest {
  private final PoolFixture fixture = new PoolFixture();
  private final SessionUser user = new SessionUser();

  private AgentPool pool(SessionAffinityConfig affinity) {
    return fixture.builder("a", "b", "c").sessionAffinity(affinity).build();
  }

  private RequestContext ofUser() {
    return RequestContext.builder().affinityToken(user.token).build();
  }

  @Test
  void withoutAffinityNothingIsSaid() {
    try (AgentPool pool = fixture.pool("a", "b")) {
      assertNull(pool.explain(SessionUser.withKey("k")).affinity());
    }
  }

  @Test
  void knownCookieLeadsToItsAgent() throws Exception {
    try (AgentPool pool = pool(SessionAffinityConfig.COOKIE)) {
      String home = user.call(pool);
      PoolFixture.picks(pool, 1);
      Explanation explanation = pool.explain(ofUser());
      assertEquals("cookie: " + home, explanation.affinity());
      assertEquals(home, explanation.agentId());
      assertEquals("its session's", explanation.reason());
      assertEquals(home, user.call(pool));
    }
  }

  @Test
  void whatHasNoSessionYetIsLeftToTheAlgorithm() {
    try (AgentPool pool = pool(SessionAffinityConfig.COOKIE)) {
      Explanation fresh = pool.explain(RequestContext.EMPTY);
      assertEquals("cookie: a new session, which the algorithm places", fresh.affinity());
      assertEquals("a", fresh.agentId());
      assertEquals("next by round_robin", fresh.reason());
      user.token = "spoilt".repeat(20);
      assertEquals(fresh, pool.explain(ofUser()));
    }
    try (AgentPool pool = pool(SessionAffinityConfig.IP_HASH)) {
      assertEquals(
          "ip_hash: nothing in the request tells its session",
          pool.explain(RequestContext.EMPTY).affinity());
    }
  }

  @Test
  void addressLeadsToTheAgentThatItsCallsGet() throws Exception {
    try (AgentPool pool = pool(SessionAffinityConfig.IP_HASH)) {
      for (int i = 0; i < 50; i++) {
        RequestContext context = SessionUser.from("192.0.2." + i);
        Explanation explanation = pool.explain(context);
        assertEquals(user.call(pool, context), explanation.agentId());
        assertEquals("ip_hash: " + explanation.agentId(), explanation.affinity());
      }
    }
  }

  @Test
  void agentThatGivesWayIsNamedWithTheCause() throws Exception {
    try (AgentPool pool = pool(SessionAffinityConfig.COOKIE)) {
      String home = user.call(pool);
      pool.setWeight(home, 0);
      Explanation explanation = pool.explain(ofUser());
      assertEquals(
          "cookie: " + home + ", which gives way: its weight is 0", explanation.affinity());
      assertEquals("next in its session's ranking after " + home, explanation.reason());
      assertEquals(0, pool.status().affinityMoved());
      assertEquals(user.call(pool), explanation.agentId());
      pool.drain(home);
      pool.remove(explanation.agentId());
      Explanation left = pool.explain(ofUser());
      assertEquals("cookie: its agent has left the pool", left.affinity());
      assertEquals("next in its session's ranking", left.reason());
      pool.drain(left.agentId());
      Explanation nobody = pool.explain(ofUser());
      assertEquals("cookie: its agent has left the pool; the algorithm decides", nobody.affinity());
      assertEquals("none_healthy", nobody.reason());
    }
  }

  @Test
  void fullAgentGivesWay() throws Exception {
    String yaml = """
        instances: [{id: a, host: "a:1", max_connections: 1}, {id: b, host: "b:1"}]
        session_affinity: {method: header}
        """;
    try (AgentPool pool = AgentPool.fromYaml(new StringReader(yaml), fixture.options())) {
      RequestContext key = SessionUser.withKey("mine");
      Lease running = pool.acquire(key);
      assertEquals("a", running.agent().id());
      Explanation explanation = pool.explain(key);
      assertEquals("session key: a, which gives way: it has no room", explanation.affinity());
      assertEquals("b", explanation.agentId());
      running.close();
    }
  }

  @Test
  void rulesGoBeforeTheSession() throws Exception {
    String yaml = """
        algorithm: smart_routing
        instances: [{id: a, host: "a:1"}, {id: b, host: "b:1"}]
        routing_rules: [{match: {tier: vip}, target: b}, {default: a}]
        session_affinity: {method: header}
        """;
    try (AgentPool pool = AgentPool.fromYaml(new StringReader(yaml), fixture.options())) {
      RequestContext free = SessionUser.withKey("mine");
      assertEquals("a", user.call(pool, free));
      Explanation vip = pool.explain(free.toBuilder().attribute("tier", "vip").build());
      assertEquals("session key: a, which gives way: the rules lead elsewhere", vip.affinity());
      assertEquals("b", vip.agentId());
      assertTrue(vip.toString().contains("\naffinity: session key: a, "), vip::toString);
    }
  }

  @Test
  void explainingLeavesNoTrace() throws Exception {
    Duration ttl = Duration.ofMinutes(10);
    try (AgentPool asked = pool(SessionAffinityConfig.HEADER.withCookie("S", ttl));
        AgentPool other = pool(SessionAffinityConfig.HEADER.withCookie("S", ttl))) {
      List<String> ofAsked = new ArrayList<>();
      List<String> ofOther = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        RequestContext context = SessionUser.withKey("key" + i % 5);
        String foretold = asked.explain(context).agentId();
        asked.explain(SessionUser.withKey("never called " + i));
        ofAsked.add(user.call(asked, context));
        ofOther.add(user.call(other, context));
        assertEquals(ofAsked.get(i), foretold);
      }
      assertEquals(ofOther, ofAsked);
      RequestContext known = SessionUser.withKey("key0");
      fixture.ticker.advance(ttl.minusNanos(1));
      assertNotNull(asked.explain(known).affinity());
      fixture.ticker.advance(Duration.ofNanos(1));
      assertEquals(
          "session key: a new session, which the algorithm places",
          asked.explain(known).affinity(),
          "not kept alive by being explained");
      assertEquals(0, asked.status().affinityMoved());
      assertNotEquals(0, asked.status().requests());
    }
  }
}
