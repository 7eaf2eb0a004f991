package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.SessionAffinityConfig.Method;
import java.io.StringReader;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The documents that users already have load as they stand, and every value of them is there. */
class SpecDocumentsTest {
  @Test
  void wholeDocumentOfOnePool() {
    BalancerConfig config = Yaml.read(Yaml.spec("openclaw-load-balancer.yaml"));

    assertEquals("openclaw-agent-lb", config.name());
    assertEquals("1.0", config.version());
    assertEquals("0.0.0.0:9090", config.listen());
    assertEquals(List.of(), config.routing());
    assertEquals(Map.of(), config.requestAttributes());
    assertEquals(1, config.pools().size());
    PoolConfig pool = config.pools().get(0);
    assertEquals("agent-pool-1", pool.name());
    assertEquals("round_robin", pool.algorithm());
    assertEquals(List.of(agent(1), agent(2), agent(3)), pool.instances());
    assertEquals(
        new HealthCheckConfig(
            true,
            "/health",
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            2,
            3,
            new ExpectedAnswer(ExpectedStatus.of("200"), null),
            ProbeOptions.DEFAULT),
        pool.healthCheck());
    assertEquals(
        FailoverConfig.DEFAULT
            .withMaxRetries(3)
            .withRetryInterval(Duration.ofSeconds(1))
            .withFallbackResponse(new FallbackResponse(
                503, "{\"error\": \"所有Agent实例不可用\", \"code\": \"SERVICE_UNAVAILABLE\"}")),
        pool.failover());
    assertEquals(SessionAffinityConfig.DISABLED, pool.sessionAffinity());
    assertEquals(List.of(), pool.routingRules());
    assertEquals(QuotaConfig.UNLIMITED, pool.quota());
  }

  private static AgentConfig agent(int number) {
    URI uri = URI.create("http://agent" + number + ".internal:5000");
    return new AgentConfig("agent-" + number, uri, 1, 100, null);
  }

  @Test
  void wholeDocumentOfSeveralPools() {
    BalancerConfig config = Yaml.read(Yaml.spec("multi-tenant-lb.yaml"));

    assertEquals("openclaw-lb", config.name());
    assertNull(config.version());
    assertEquals("0.0.0.0:9090", config.listen());
    assertEquals(
        List.of(
            pool("pool-vip", "agent-vip-1:5000", "agent-vip-2:5000")
                .withAlgorithm("least_connections")
                .withQuota(QuotaConfig.of(500)),
            pool("pool-standard", "agent-std-1:5000", "agent-std-2:5000", "agent-std-3:5000")
                .withQuota(QuotaConfig.of(200)),
            pool("pool-free", "agent-free-1:5000").withQuota(QuotaConfig.of(50))),
        config.pools());
    assertEquals(
        List.of(
            RouteConfig.of(Map.of("user_tier", "vip"), "pool-vip"),
            RouteConfig.of(Map.of("user_tier", "standard"), "pool-standard"),
            RouteConfig.of(Map.of(), "pool-free")),
        config.routing());
    assertEquals(List.of(), Yaml.warnings(Yaml.spec("multi-tenant-lb.yaml")));
  }

  private static PoolConfig pool(String name, String... hosts) {
    return PoolConfig.of(
        name, List.of(hosts).stream().map(host -> AgentConfig.of(host, host)).toList());
  }

  @Test
  void healthCheckStandsAtTheTopUnderLbAndInAPool() {
    String section = Yaml.spec("health-check.yaml");
    checkHealth(section + Yaml.POOL);
    checkHealth("lb:\n" + section.indent(2) + Yaml.POOL);
    checkHealth("backend_pool:\n" + section.indent(2) + Yaml.POOL.indent(2));
    checkHealth("pools:\n  - name: p\n" + section.indent(4) + Yaml.POOL.indent(4));
  }

  private static void checkHealth(String yaml) {
    HealthCheckConfig check =
        Yaml.reader().allowScripts().read(new StringReader(yaml)).pools().get(0).healthCheck();
    String script = check.options().agentHealthScript();
    assertNotNull(script);
    assertTrue(script.startsWith("#!/bin/bash\n# the agent process is running\n"), script);
    assertTrue(script.endsWith("  exit 1\nfi\nexit 0\n"), script);
    assertTrue(script.contains("awk '{print $3/$2 * 100.0}'"), script);
    assertEquals(
        new HealthCheckConfig(
            true,
            "/health",
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            2,
            3,
            new ExpectedAnswer(ExpectedStatus.of("200"), "\"status\":\"healthy\""),
            ProbeOptions.DEFAULT.withAgentHealthScript(script)),
        check);
  }

  @Test
  void cookieAffinityStandsAtTheTopAndInAPool() {
    checkAffinity(
        "session-affinity-cookie.yaml",
        new SessionAffinityConfig(true, Method.COOKIE, "OPENCLAW_SESSION", Duration.ofHours(1)));
  }

  @Test
  void addressAffinityStandsAtTheTopAndInAPool() {
    checkAffinity("session-affinity-ip-hash.yaml", SessionAffinityConfig.IP_HASH);
  }

  private static void checkAffinity(String file, SessionAffinityConfig expected) {
    String section = Yaml.spec(file);
    String inPool = "backend_pool:\n" + section.indent(2) + Yaml.POOL.indent(2);
    String inPools = "pools:\n  - name: p\n" + section.indent(4) + Yaml.POOL.indent(4);
    for (String yaml : List.of(section + Yaml.POOL, inPool, inPools)) {
      assertEquals(expected, Yaml.pool(yaml).sessionAffinity());
    }
    String underLb = Yaml.problems("lb:\n" + section.indent(2) + Yaml.POOL).get(0);
    assertTrue(underLb.contains("(expected: at the top level or in a pool)"), underLb);
  }

  @Test
  void smartRoutingStandsAtTheTopAndInAPool() {
    String section = Yaml.spec("smart-routing.yaml");
    String pool = """
        name: agent-pool-general
        instances:
          - {id: agent-premium, host: "a:1"}
          - {id: agent-code, host: "b:2"}
        """;
    String beside = section + "backend_pool:\n" + pool.indent(2);
    String inside = "backend_pool:\n" + section.indent(2) + pool.indent(2);
    String inPools = "pools:\n  -\n" + section.indent(4) + pool.indent(4);
    for (String yaml : List.of(beside, inside, inPools, section + pool)) {
      PoolConfig config = Yaml.pool(yaml);
      assertEquals("agent-pool-general", config.name());
      assertEquals("smart_routing", config.algorithm());
      assertEquals(
          List.of(
              RoutingRuleConfig.of(Map.of("user_tier", "vip"), "agent-premium"),
              RoutingRuleConfig.of(Map.of("request_type", "code_generation"), "agent-code"),
              RoutingRuleConfig.of(Map.of(), "agent-pool-general")),
          config.routingRules());
    }
  }

  @Test
  void weightedInstancesStandAtTheTopAloneWithAWarningAboutTheirHosts() {
    String yaml = Yaml.spec("weighted-instances.yaml");
    PoolConfig pool = Yaml.pool(yaml);

    assertEquals("openclaw-lb", pool.name());
    assertEquals("weighted_round_robin", pool.algorithm());
    assertEquals(
        List.of(
            AgentConfig.of("agent-strong", "agent-strong:80").withWeight(3),
            AgentConfig.of("agent-weak", "agent-weak:80").withWeight(1)),
        pool.instances());
    assertEquals(2, Yaml.warnings(yaml).size());
    assertFalse(pool.healthCheck().enabled());
    assertEquals(pool, Yaml.pool("backend_pool:\n" + yaml.indent(2)));
    assertEquals(pool, Yaml.pool("pools:\n  - name: openclaw-lb\n" + yaml.indent(4)));
  }

  @Test
  void weightedInstancesFillThePoolsOwn() {
    String yaml = Yaml.spec("weighted-instances.yaml") + """

            backend_pool:
              name: p
              instances:
                - {id: agent-strong, host: "s:5000"}
                - {id: agent-weak, host: "w:5000", weight: 2}
            """;
    PoolConfig pool = Yaml.pool(yaml);

    assertEquals("weighted_round_robin", pool.algorithm());
    assertEquals(
        List.of(
            AgentConfig.of("agent-strong", "s:5000").withWeight(3),
            AgentConfig.of("agent-weak", "w:5000").withWeight(2)),
        pool.instances());
    assertEquals(List.of(), Yaml.warnings(yaml));
  }
}
