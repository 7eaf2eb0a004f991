package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.Selector;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {
  private static final String DOCUMENT = """
      name: front
      pools:
        - name: split
          algorithm: smart_routing
          instances:
            - {id: premium, host: "a:1", max_connections: 1}
            - {id: one, host: "b:1"}
            - {id: two, host: "c:1", weight: 2}
          routing_rules:
            - {match: {user_tier: vip, model: [o1, "gpt-*"]}, target: premium}
            - {match: {user_tier: gold}, target: vips}
            - {match: {user_tier: hard}, target: premium, strict: true, then: round_robin}
            - {default: two}
        - {name: vips, instances: ["v:1"]}
      routing:
        - {match: {user_tier: "*"}, pool: split}
        - {default: vips}
      """;

  private static final RequestContext VIP = RequestContext.builder()
      .attribute("user_tier", "vip")
      .attribute("model", "gpt-5")
      .build();

  private final PoolFixture fixture = new PoolFixture();

  private AgentPools pools() {
    return AgentPools.fromYaml(new StringReader(DOCUMENT), fixture.options());
  }

  private static RequestContext tier(String tier) {
    return RequestContext.builder().attribute("user_tier", tier).build();
  }

  private static List<String> steps(Explanation explanation) {
    return explanation.steps().stream().map(Explanation.Step::toString).toList();
  }

  @Test
  void theDecidingEntriesAreNamedInTheirOrder() {
    try (AgentPools pools = pools()) {
      Explanation vip = pools.explain(VIP);
      assertEquals(
          List.of(
              "routing[0] {user_tier: *} -> split",
              "routing_rules[0] {user_tier: vip, model: [o1, gpt-*]} -> premium"),
          steps(vip));
      assertEquals("premium", vip.agentId());
      assertEquals(
          List.of("routing[0] {user_tier: *} -> split", "routing_rules default -> two"),
          steps(pools.explain(tier("free"))));
      assertEquals(List.of("routing default -> vips"), steps(pools.explain(RequestContext.EMPTY)));
      assertEquals(
          List.of("routing_rules[1] {user_tier: gold} -> vips"),
          steps(pools.explain("SPLIT", tier("gold"))));
      assertEquals(steps(vip), steps(pools.explain("front", VIP)));
      assertThrows(IllegalArgumentException.class, () -> pools.explain("other", VIP));
    }
  }

  @Test
  void whatGivesWayIsTold() {
    try (AgentPools pools = pools()) {
      pools.pool("split").drain("premium");
      Explanation vip = pools.pool("split").explain(VIP);
      assertEquals(
          List.of(
              "routing_rules[0] {user_tier: vip, model: [o1, gpt-*]} -> premium,"
                  + " which gives way: it has no routable agent",
              "routing_rules default -> two"),
          steps(vip));
      assertEquals("two", vip.agentId());
      Explanation strict = pools.pool("split").explain(tier("hard"));
      assertNull(strict.agentId());
      assertEquals("none_healthy", strict.reason());
      assertEquals("round_robin", strict.algorithm());
      pools.pool("vips").drain("v:1");
      assertEquals("two", pools.explain("split", tier("gold")).agentId());
    }
  }

  @Test
  void printsALineForEachStepAndAgent() throws Exception {
    try (AgentPools pools = pools()) {
      pools.pool("split").acquire(VIP);
      assertEquals("""
          pool: split
          rule: routing_rules[0] {user_tier: vip, model: [o1, gpt-*]} -> premium
          algorithm: least_connections
            - premium: HEALTHY (not checked yet), in flight: 1, weight: 1.0
            - one: HEALTHY (not checked yet), in flight: 0, weight: 1.0
            - two: HEALTHY (not checked yet), in flight: 0, weight: 2.0
          agent: - (all_saturated)
          """, pools.pool("split").explain(VIP).toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "round_robin",
        "weighted_round_robin",
        "least_connections",
        "adaptive",
        "consistent_hash"
      })
  void tellsTheNextAgentAndTakesNoTurn(String algorithm) throws Exception {
    RequestContext context = RequestContext.builder().hashKey("key").build();
    try (AgentPool pool = fixture.builder("a", "b", "c").algorithm(algorithm).build()) {
      for (int call = 0; call < 50; call++) {
        if (call == 25) {
          pool.setWeight("b", 0.5);
        }
        String foretold = pool.explain(context).agentId();
        assertEquals(pool.explain(context), pool.explain(context));
        Lease lease = pool.acquire(context);
        assertEquals(lease.agent().id(), foretold, "call " + call);
        if (call % 3 > 0) {
          lease.complete(Outcome.status(200));
        }
      }
      assertEquals(50, pool.status().requests());
    }
  }

  @Test
  void whatChanceDecidesIsNotForetold() {
    try (AgentPool pool =
        fixture.builder("a", "b").algorithm("power_of_two_choices").build()) {
      Explanation two = pool.explain(RequestContext.EMPTY);
      assertNull(two.agentId());
      assertEquals("any: power_of_two_choices does not tell beforehand", two.reason());
    }
    try (AgentPool pool = fixture.builder("a", "b").algorithm("consistent_hash").build()) {
      assertEquals(
          "any, by chance: the request has no key for consistent_hash",
          pool.explain(RequestContext.EMPTY).reason());
    }
  }

  @Test
  void saturatedAgentsAreNoneOfTheNext() throws Exception {
    try (AgentPools pools = pools()) {
      AgentPool split = pools.pool("split");
      Lease running = split.acquire(tier("hard"));
      assertEquals("all_saturated", split.explain(tier("hard")).reason());
      assertFalse(split.explain(tier("hard")).candidates().get(0).eligible());
      running.complete(Outcome.status(200));
      assertEquals("premium", split.explain(tier("hard")).agentId());
    }
  }

  @Test
  void aStrategyThatThrowsIsExplainedAsUnknown() {
    Selector broken = new Selector() {
      @Override
      public int pick(long key, Exclusions excluded) {
        return 0;
      }

      @Override
      public int peek(long key, Exclusions excluded) {
        throw new IllegalStateException("on purpose");
      }
    };
    PoolOptions options = fixture.options().strategy("broken", environment -> list -> broken);
    try (AgentPool pool =
        fixture.builder("a").options(options).algorithm("broken").build()) {
      assertEquals(
          "any: broken does not tell beforehand",
          pool.explain(RequestContext.EMPTY).reason());
    }
  }
}
