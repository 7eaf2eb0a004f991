package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.picks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import ai.openclaw.lb.config.ConfigException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentPoolsTest {
  private static final String TENANTS = """
      name: Front-Door
      request_attributes: {request_type: X-Kind}
      pools:
        - name: Pool-VIP
          instances: ["vip-1:5000", "vip-2:5000"]
        - name: pool-free
          instances: ["free-1:5000"]
        - name: pool-split
          algorithm: smart_routing
          instances:
            - {id: split-1, host: "split-1:5000"}
            - {id: split-2, host: "split-2:5000"}
          routing_rules:
            - {match: {request_type: code}, target: split-2}
            - {match: {user_tier: vip, region: eu}, target: Pool-VIP}
            - {default: split-1}
      routing:
        - {match: {user_tier: vip}, pool: Pool-VIP}
        - {match: {user_tier: trial, region: eu}, pool: pool-split}
        - {default: pool-free}
      """;

  private final PoolFixture fixture = new PoolFixture();

  private AgentPools pools(String yaml) {
    return AgentPools.fromYaml(new StringReader(yaml), fixture.options());
  }

  private static RequestContext context(String... namesAndValues) {
    RequestContext.Builder builder = RequestContext.builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.attribute(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  @Test
  void theFirstRouteThatFitsNamesThePool() {
    try (AgentPools pools = pools(TENANTS)) {
      assertEquals("Pool-VIP", pools.route(context("user_tier", "vip")).name());
      assertEquals("pool-free", pools.route(context("user_tier", "trial")).name());
      assertEquals("pool-free", pools.route(context("user_tier", "VIP")).name());
      assertEquals("pool-free", pools.route(RequestContext.EMPTY).name());
      assertEquals(
          "pool-split",
          pools.route(context("region", "eu", "user_tier", "trial")).name());
    }
  }

  @Test
  void aDocumentWithoutADefaultFallsBackToItsFirstPool() {
    String yaml = """
        pools:
          - {name: one, instances: ["a:1"]}
          - {name: two, instances: ["b:1"]}
        routing:
          - {match: {user_tier: vip}, pool: two}
        """;
    try (AgentPools pools = pools(yaml)) {
      assertEquals("openclaw-lb", pools.name());
      assertEquals(
          "two", pools.route("openclaw-lb", context("user_tier", "vip")).name());
      assertEquals("one", pools.route("openclaw-lb", RequestContext.EMPTY).name());
    }
  }

  @Test
  void hostsNamePoolsOrTheDocumentInAnyCase() {
    RequestContext vip = context("user_tier", "vip");
    try (AgentPools pools = pools(TENANTS)) {
      assertEquals("Front-Door", pools.name());
      assertEquals("Pool-VIP", pools.route("front-door", vip).name());
      assertEquals("pool-free", pools.route("FRONT-DOOR", RequestContext.EMPTY).name());
      assertEquals("pool-free", pools.route("Pool-FREE", vip).name());
      assertEquals("Pool-VIP", pools.route("pool-vip", RequestContext.EMPTY).name());
      for (String host : List.of("front-door", "POOL-VIP", "pool-free", "pool-split")) {
        assertTrue(pools.balances(host), host);
      }
      for (String host : List.of("", "pool", "pool-vip.", "openclaw-lb", "vip-1")) {
        assertFalse(pools.balances(host), host);
        assertThrows(IllegalArgumentException.class, () -> pools.route(host, vip));
      }
    }
  }

  @Test
  void aPoolsOwnRulesMayNameAnotherPool() throws Exception {
    try (AgentPools pools = pools(TENANTS)) {
      assertEquals(
          "Pool-VIP",
          pools.route("pool-split", context("user_tier", "vip", "region", "eu")).name());
      AgentPool split = pools.route("pool-split", context("request_type", "code"));
      assertEquals("pool-split", split.name());
      assertEquals(
          "split-2", split.acquire(context("request_type", "code")).agent().id());
      assertEquals(List.of("split-1", "split-1"), picks(split, 2));
    }
  }

  @Test
  void aPoolAskedForAnotherPoolsAgentsUsesItsDefault() throws Exception {
    try (AgentPools pools = pools(TENANTS)) {
      Lease lease = pools.pool("pool-split").acquire(context("user_tier", "vip", "region", "eu"));
      assertEquals("split-1", lease.agent().id());
    }
  }

  @Test
  void aTargetThatNamesAnAgentAndAPoolMeansTheAgent() throws Exception {
    String yaml = """
        pools:
          - name: own
            algorithm: smart_routing
            instances: [{id: twin, host: "a:1"}, {id: b, host: "b:1"}]
            routing_rules: [{match: {k: v}, target: twin}, {default: b}]
          - {name: twin, instances: ["other:1"]}
        """;
    try (AgentPools pools = pools(yaml)) {
      AgentPool routed = pools.route("own", context("k", "v"));
      assertEquals("own", routed.name());
      assertEquals("twin", routed.acquire(context("k", "v")).agent().id());
    }
  }

  @Test
  void aTargetWithoutFitAgentsGivesWayToTheDefault() throws Exception {
    try (AgentPools pools = pools(TENANTS)) {
      AgentPool split = pools.pool("pool-split");
      split.drain("split-2");
      assertEquals(
          "split-1", split.acquire(context("request_type", "code")).agent().id());
      split.drain("split-1");
      NoAgentAvailableException none =
          assertThrows(NoAgentAvailableException.class, () -> split.acquire(RequestContext.EMPTY));
      assertEquals(Reason.NONE_HEALTHY, none.reason());
    }
  }

  @Test
  void everyAttributeThatARuleReadsHasItsHeader() {
    try (AgentPools pools = pools(TENANTS)) {
      assertEquals(
          Map.of(
              "user_tier", "X-User-Tier",
              "region", "X-Region",
              "request_type", "X-Kind"),
          pools.attributeHeaders());
    }
  }

  @Test
  void poolsAreFoundByTheirExactNamesInTheDocumentsOrder() {
    try (AgentPools pools = pools(TENANTS)) {
      List<String> names = List.of("Pool-VIP", "pool-free", "pool-split");
      assertEquals(names, pools.pools().stream().map(AgentPool::name).toList());
      assertEquals(names, pools.status().stream().map(PoolStatus::pool).toList());
      assertSame(pools.pools().get(1), pools.pool("pool-free"));
      IllegalArgumentException unknown =
          assertThrows(IllegalArgumentException.class, () -> pools.pool("pool-vip"));
      assertEquals(
          "pool: pool-vip (expected: one of [Pool-VIP, pool-free, pool-split])",
          unknown.getMessage());
    }
  }

  @Test
  void onePoolsAgentsAndLimitsAreNoOthers() throws Exception {
    try (AgentPools pools = pools(TENANTS)) {
      pools.pool("Pool-VIP").drain("vip-1:5000");
      assertEquals(List.of("free-1:5000"), picks(pools.pool("pool-free"), 1));
      assertEquals(0, pools.pool("Pool-VIP").status().requests());
      assertEquals(1, pools.pool("pool-free").status().requests());
      pools.pool("Pool-VIP").close();
      assertEquals(List.of("free-1:5000"), picks(pools.pool("pool-free"), 1));
    }
  }

  @Test
  void aSinglePoolIsADocumentOfItsOwn() throws Exception {
    AgentPool pool = fixture.pool("a");
    try (AgentPools pools = AgentPools.of(pool)) {
      assertSame(pool, pools.route(RequestContext.EMPTY));
      assertSame(pool, pools.route("AGENTS", RequestContext.EMPTY));
      assertSame(pool, pools.pool("agents"));
      assertEquals(Map.of(), pools.attributeHeaders());
      assertTrue(pools.balances("openclaw-lb"));
    }
    assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
  }

  @Test
  void aDocumentOfSeveralPoolsIsNoSinglePool() {
    ConfigException refusal = assertThrows(
        ConfigException.class,
        () -> AgentPool.fromYaml(new StringReader(TENANTS), fixture.options()));
    assertEquals(1, refusal.problems().size(), refusal.problems().toString());
    assertTrue(refusal.getMessage().contains("pools"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("AgentPools"), refusal.getMessage());
  }

  @Test
  void twoHundredPoolsLeaveNoThreadBehind() throws Exception {
    List<AgentPool> open = new ArrayList<>();
    Recorder recorder = new Recorder();
    for (int i = 0; i < 200; i++) {
      AgentPool pool = AgentPool.builder("leak-" + i)
          .agent("a", "a:1")
          .agent("b", "b:1")
          .options(PoolOptions.DEFAULTS.listener(recorder))
          .build();
      pool.setWeight("b", 10, Duration.ofDays(1));
      open.add(pool);
    }
    assertTrue(threads().size() >= 200, "the timers should run by now");
    List<Thread> threads = threads();
    assertTrue(threads.stream().allMatch(Thread::isDaemon));
    open.forEach(AgentPool::close);
    for (Thread thread : threads) {
      thread.join(10_000);
      assertFalse(thread.isAlive(), thread.getName());
    }
    assertEquals(List.of(), threads());
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("openclaw-lb-leak-")
            || thread.getName().startsWith("openclaw-lb-listeners-leak-"))
        .toList();
  }
}
