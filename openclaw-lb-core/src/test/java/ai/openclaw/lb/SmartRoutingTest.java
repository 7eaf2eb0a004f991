package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SmartRoutingTest {
  private static final RequestContext VIP = context("user_tier", "vip");
  private static final RequestContext CODE = context("request_type", "code_generation");

  private final PoolFixture fixture = new PoolFixture();

  private static RequestContext context(String... namesAndValues) {
    RequestContext.Builder builder = RequestContext.builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.attribute(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  private AgentPools pools(String yaml) {
    return AgentPools.fromYaml(new StringReader(yaml), fixture.options());
  }

  private AgentPool pool(String rules) {
    return AgentPool.fromYaml(new StringReader("""
            name: agents
            algorithm: smart_routing
            slow_start: {enabled: false}
            instances:
              - {id: big-1, host: "a:1", group: big}
              - {id: big-2, host: "b:1", group: big}
              - {id: small, host: "c:1"}
            routing_rules:
            """ + rules.indent(2)), fixture.options());
  }

  private static List<String> picks(AgentPool pool, RequestContext context, int calls)
      throws NoAgentAvailableException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      Lease lease = pool.acquire(context);
      ids.add(lease.agent().id());
      lease.complete(Outcome.status(200));
    }
    return ids;
  }

  private static Reason refusal(AgentPool pool, RequestContext context) {
    return assertThrows(NoAgentAvailableException.class, () -> pool.acquire(context))
        .reason();
  }

  private AgentPools spec() throws IOException {
    try (InputStream in = Objects.requireNonNull(
        SmartRoutingTest.class.getResourceAsStream("/spec/smart-routing.yaml"))) {
      return pools(new String(in.readAllBytes(), StandardCharsets.UTF_8) + """

          name: agent-pool-general
          instances:
            - {id: agent-premium, host: "premium:5000"}
            - {id: agent-code, host: "code:5000"}
            - {id: agent-1, host: "general:5000"}
          """);
    }
  }

  @Test
  void theSpecifiedRulesLeadWhereTheySay() throws IOException {
    try (AgentPools pools = spec()) {
      AgentPool pool = pools.route("agent-pool-general", VIP);
      assertEquals(List.of("agent-premium", "agent-premium"), picks(pool, VIP, 2));
      assertEquals(List.of("agent-code", "agent-code"), picks(pool, CODE, 2));
      RequestContext both = context("request_type", "code_generation", "user_tier", "vip");
      assertEquals(List.of("agent-premium"), picks(pool, both, 1));
      List<String> all = List.of("agent-premium", "agent-code", "agent-1");
      assertEquals(all, picks(pool, RequestContext.EMPTY, 3));
      assertEquals(all, picks(pool, context("user_tier", "free"), 3));
    }
  }

  @Test
  void aDeadTargetsCallsGoToTheDefault() throws IOException {
    try (AgentPools pools = spec()) {
      AgentPool pool = pools.route(VIP);
      pool.drain("agent-premium");
      assertEquals(List.of("agent-code", "agent-1"), picks(pool, VIP, 2));
      assertEquals(List.of("agent-code"), picks(pool, CODE, 1));
    }
  }

  @Test
  void aCallThatFailedOnItsTargetGoesOnToTheDefault() throws IOException {
    try (AgentPools pools = spec()) {
      AgentCall call = pools.route(VIP).newCall(VIP, Replay.ALWAYS);
      Lease premium = call.acquire();
      assertEquals("agent-premium", premium.agent().id());
      Decision next = call.failed(premium, Outcome.notSent(new IOException("refused")));
      assertTrue(next.retry());
      assertEquals(Duration.ZERO, next.delay());
      Lease other = call.acquire();
      assertEquals("agent-code", other.agent().id());
      other.complete(Outcome.status(200));
    }
  }

  @Test
  void aStrictRuleRefusesRatherThanLeaveItsTarget() throws Exception {
    try (AgentPool pool = pool("""
        - {match: {user_tier: vip}, target: big, strict: true}
        - {default: small}
        """)) {
      pool.drain("big-1");
      assertEquals(List.of("big-2"), picks(pool, VIP, 1));
      AgentCall call = pool.newCall(VIP, Replay.ALWAYS);
      Decision next = call.failed(call.acquire(), Outcome.notSent(new IOException("refused")));
      assertEquals("every agent has been tried", next.reason());
      pool.drain("big-2");
      assertEquals(Reason.NONE_HEALTHY, refusal(pool, VIP));
      assertEquals(List.of("small"), picks(pool, RequestContext.EMPTY, 1));
    }
  }

  @Test
  void aStrictRuleWaitsForItsOwnAgentsOnly() throws Exception {
    try (AgentPool pool = pool("""
        - {match: {user_tier: vip}, target: big, strict: true}
        - {match: {user_tier: free}, target: small, strict: true}
        - {default: agents}
        """)) {
      RequestContext free = context("user_tier", "free");
      pool.acquire(free).complete(Outcome.status(429, Duration.ofSeconds(2)));
      assertEquals(Reason.ALL_COOLING, refusal(pool, free));
      pool.drain("big-1");
      pool.drain("big-2");
      assertEquals(Reason.NONE_HEALTHY, refusal(pool, VIP));
      assertEquals(Reason.ALL_COOLING, refusal(pool, RequestContext.EMPTY));
    }
  }

  @Test
  void aTargetOnTrialTakesOneCallAndTheDefaultTheOthers() throws Exception {
    try (AgentPool pool = pool("""
        - {match: {user_tier: vip}, target: small}
        - {default: big}
        """)) {
      for (int i = 0; i < 5; i++) {
        pool.acquire(VIP).complete(Outcome.status(500));
      }
      assertEquals(AgentState.EJECTED, PoolFixture.status(pool, "small").state());
      assertEquals(List.of("big-1"), picks(pool, VIP, 1));
      fixture.ticker.advance(Duration.ofSeconds(11));
      fixture.scheduler.runDue();
      Lease trial = pool.acquire(VIP);
      assertEquals("small", trial.agent().id());
      assertEquals("big-2", pool.acquire(VIP).agent().id());
      trial.complete(Outcome.status(200));
      assertEquals(List.of("small"), picks(pool, VIP, 1));
    }
  }

  @Test
  void aSaturatedTargetIsNoDeadOne() throws Exception {
    String yaml = """
        name: agents
        algorithm: smart_routing
        instances:
          - {id: one, host: "a:1", max_connections: 1}
          - {id: two, host: "b:1"}
        routing_rules:
          - {match: {user_tier: vip}, target: one}
          - {default: two}
        """;
    try (AgentPool pool = AgentPool.fromYaml(new StringReader(yaml), fixture.options())) {
      pool.acquire(VIP);
      assertEquals(Reason.ALL_SATURATED, refusal(pool, VIP));
    }
  }

  @Test
  void eachTargetGoesByItsOwnAlgorithmAndTurns() throws Exception {
    try (AgentPool pool = pool("""
        - {match: {user_tier: vip}, target: big, then: round_robin}
        - {match: {user_tier: "v*"}, target: big, then: round_robin}
        - {match: {user_tier: sticky}, target: agents, then: consistent_hash}
        - {default: agents}
        """)) {
      assertEquals(List.of("big-1", "big-2", "big-1"), picks(pool, VIP, 3));
      assertEquals(List.of("big-1"), picks(pool, RequestContext.EMPTY, 1));
      assertEquals(List.of("big-2", "big-1"), picks(pool, context("user_tier", "vast"), 2));
      RequestContext sticky = RequestContext.builder()
          .attribute("user_tier", "sticky")
          .sessionKey("s-1")
          .build();
      List<String> picked = picks(pool, sticky, 5);
      assertEquals(Collections.nCopies(5, picked.get(0)), picked);
    }
  }

  @Test
  void theDefaultAloneMayNameAnAlgorithm() throws Exception {
    try (AgentPool pool = pool("- {default: agents, then: round_robin}")) {
      Lease running = pool.acquire(RequestContext.EMPTY);
      assertEquals("big-1", running.agent().id());
      assertEquals(
          List.of("big-2", "small", "big-1", "big-2"), picks(pool, RequestContext.EMPTY, 4));
    }
  }

  @Test
  void anUnknownAlgorithmOfARuleIsRefused() {
    String yaml = "algorithm: smart_routing\ninstances: [\"a:1\"]\n"
        + "routing_rules: [{match: {a: b}, target: \"a:1\", then: nearest}]\n";
    assertThrows(IllegalArgumentException.class, () -> pools(yaml));
  }

  private static final String TWO_POOLS = """
      pools:
        - name: front
          algorithm: smart_routing
          instances: ["a:1"]
          routing_rules:
            - {match: {user_tier: vip}, target: vips}
            - {match: {user_tier: gold}, target: vips, strict: true}
            - {default: "a:1"}
        - {name: vips, instances: ["v:1"]}
      routing:
        - {match: {user_tier: ["vip", "go*"]}, pool: front}
        - {default: front}
      """;

  @Test
  void anotherPoolAsTargetGivesWayToTheDefaultToo() throws Exception {
    RequestContext gold = context("user_tier", "gold");
    try (AgentPools pools = pools(TWO_POOLS)) {
      assertEquals("vips", pools.route(VIP).name());
      assertEquals("vips", pools.route("front", gold).name());
      pools.pool("vips").drain("v:1");
      assertEquals("front", pools.route(VIP).name());
      assertEquals("vips", pools.route("front", gold).name());
      assertEquals(Reason.NONE_HEALTHY, refusal(pools.route(gold), gold));
    }
  }

  @Test
  void aPoolAskedItselfSendsNothingPastAStrictRule() throws Exception {
    try (AgentPools pools = pools(TWO_POOLS)) {
      AgentPool front = pools.pool("front");
      assertEquals(List.of("a:1"), picks(front, VIP, 1));
      assertEquals(Reason.NONE_HEALTHY, refusal(front, context("user_tier", "gold")));
    }
  }
}
