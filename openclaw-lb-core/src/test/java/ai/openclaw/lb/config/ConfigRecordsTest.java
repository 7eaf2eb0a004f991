package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Records built by hand are judged as documents are. */
class ConfigRecordsTest {
  private static final AgentConfig A = AgentConfig.of("a", "localhost:5000");
  private static final AgentConfig B = AgentConfig.of("b", "[::1]:5000");

  @Test
  void agentKnowsItsDefaultsAndItsUri() {
    assertEquals(
        new AgentConfig("a", URI.create("http://localhost:5000"), 1, AgentConfig.UNLIMITED, null),
        A);
    assertEquals(URI.create("http://[::1]:5000"), B.uri());
    assertEquals(
        URI.create("https://h.example:443/base"),
        AgentConfig.of("c", "https://h.example/base/").uri());
    assertEquals(
        "weight: NaN (expected: a finite number >= 0)", refused(() -> A.withWeight(Double.NaN)));
    assertEquals(
        "max_connections: 0 (expected: a whole number >= 1)",
        refused(() -> A.withMaxConnections(0)));
    assertTrue(refused(() -> AgentConfig.of("a", "a")).startsWith("host: a (expected: host:port"));
    assertTrue(refused(() -> AgentConfig.of("a\r\nb", "a:1")).startsWith("id: a\\u000d\\nb ("));
    assertTrue(refused(() -> A.withGroup("")).startsWith("group: \"\" ("));
    URI relative = URI.create("/a");
    assertTrue(refused(() -> new AgentConfig("a", relative, 1, 1, null)).startsWith("uri: /a ("));
  }

  @Test
  void poolIsCopiedAndJudged() {
    List<AgentConfig> agents = new ArrayList<>(List.of(A, B));
    PoolConfig pool = PoolConfig.of("p", agents);
    agents.clear();
    assertEquals(List.of(A, B), pool.instances());
    assertEquals(
        "instances: [] (expected: one instance at least)",
        refused(() -> PoolConfig.of("p", List.of())));
    assertEquals(
        "id: a (expected: an id of its own in the pool)",
        refused(() -> PoolConfig.of("p", List.of(A, A))));
    assertEquals(
        "weight: 0 (expected: a weight above 0 for one instance at least)",
        refused(() -> PoolConfig.of("p", List.of(A.withWeight(0), B.withWeight(-0.0)))));
    assertTrue(refused(() -> pool.withAlgorithm("a b")).startsWith("algorithm: a b ("));
  }

  @Test
  void defaultStandsLast() {
    PoolConfig pool = PoolConfig.of("p", List.of(A));
    RoutingRuleConfig first = RoutingRuleConfig.of(Map.of(), "a");
    RoutingRuleConfig second = RoutingRuleConfig.of(Map.of("tier", "vip"), "a");
    assertEquals(
        "routing_rules[0]: default (expected: one default at most, and last)",
        refused(() -> pool.withRoutingRules(List.of(first, second))));
    assertTrue(first.isDefault());
    assertFalse(second.isDefault());
  }

  @Test
  void matchKeepsItsOrderAndIsCopied() {
    AttributeMatch vip = AttributeMatch.of("vip");
    Map<String, AttributeMatch> match = new HashMap<>(Map.of("tier", vip));
    RouteConfig route = new RouteConfig(match, "p");
    match.clear();
    assertEquals(Map.of("tier", vip), route.match());
    assertThrows(UnsupportedOperationException.class, () -> route.match().clear());
  }

  @Test
  void documentKnowsItsTargets() {
    PoolConfig pool = PoolConfig.of("p", List.of(A.withGroup("g"), B));
    for (String target : List.of("a", "g", "p")) {
      BalancerConfig.of(pool.withRoutingRules(List.of(RoutingRuleConfig.of(Map.of(), target))));
    }
    PoolConfig lost = pool.withRoutingRules(List.of(RoutingRuleConfig.of(Map.of(), "x")));
    assertTrue(refused(() -> BalancerConfig.of(lost)).startsWith("routing_rules.target: x ("));
    assertTrue(refused(() -> document(pool, RouteConfig.of(Map.of(), "a")))
        .startsWith("routing.pool: a ("));
  }

  @Test
  void poolNamesDifferInMoreThanTheirCase() {
    PoolConfig pool = PoolConfig.of("p", List.of(A));
    PoolConfig same = PoolConfig.of("P", List.of(A));
    assertEquals(
        "name: P (expected: a name of its own, whatever its case)",
        refused(() -> new BalancerConfig(
            "d",
            null,
            null,
            List.of(pool, same),
            List.of(),
            Map.of(),
            null,
            AdminConfig.DEFAULT,
            false)));
  }

  private static BalancerConfig document(PoolConfig pool, RouteConfig route) {
    return new BalancerConfig(
        "d", "1", "h:1", List.of(pool), List.of(route), Map.of(), null, AdminConfig.DEFAULT, false);
  }

  @Test
  void healthCheckTimesFitTogether() {
    Duration second = Duration.ofSeconds(1);
    assertEquals(
        "timeout: PT1S (expected: shorter than the interval, 1s)",
        refused(() -> HealthCheckConfig.DEFAULT.withInterval(second, second)));
    assertTrue(HealthCheckConfig.DEFAULT.enabled());
    assertFalse(HealthCheckConfig.DISABLED.enabled());
    HealthCheckConfig check = HealthCheckConfig.DEFAULT.withThresholds(1, 4).withEndpoint("/h");
    assertEquals(4, check.unhealthyThreshold());
    assertTrue(refused(() -> check.withThresholds(0, 1)).startsWith("healthy_threshold: 0 ("));
    assertTrue(refused(() -> check.withEndpoint("h")).startsWith("endpoint: h ("));
  }

  @Test
  void expectedStatusMatchesWhatIsWritten() {
    ExpectedStatus status = ExpectedStatus.of("200", "3xx", "410-412");
    for (int code : List.of(200, 300, 399, 410, 412)) {
      assertTrue(status.matches(code), "" + code);
    }
    for (int code : List.of(-1, 0, 199, 201, 299, 400, 409, 413, 600, Integer.MAX_VALUE)) {
      assertFalse(status.matches(code), "" + code);
    }
    assertEquals("[200, 3xx, 410-412]", status.toString());
    assertEquals("2xx", ExpectedAnswer.SUCCESS.status().toString());
    assertTrue(refused(() -> ExpectedStatus.of()).startsWith("expected_status: [] ("));
  }

  @Test
  void fallbackBodyHoldsAnyTextButControlCharacters() {
    assertEquals("所有\r\n\t😀", new FallbackResponse(503, "所有\r\n\t😀").body());
    for (String body : List.of("\0", "\u001b[0m", "\u0085", "\ud800")) {
      assertTrue(refused(() -> new FallbackResponse(503, body)).startsWith("body: "));
    }
    assertTrue(refused(() -> new FallbackResponse(600, "")).startsWith("status: 600 ("));
  }

  @Test
  void cookieNameIsAToken() {
    Duration hour = Duration.ofHours(1);
    SessionAffinityConfig affinity = SessionAffinityConfig.COOKIE;
    assertEquals("__Host-x", affinity.withCookie("__Host-x", hour).cookieName());
    assertTrue(refused(() -> affinity.withCookie("a=b", hour)).startsWith("cookie_name: a=b ("));
    assertTrue(refused(() -> affinity.withCookie("a", Duration.ZERO)).startsWith("ttl: PT0S ("));
  }

  @Test
  void secretIsLongEnoughAndNeverShown() {
    String tooShort = "fifteen-bytes-!";
    String refusal = refused(() -> Secret.of(tooShort));
    assertTrue(refusal.startsWith("secret: a value (expected: "), refusal);
    Secret secret = Secret.of(tooShort + "\u00fc");
    SessionAffinityConfig affinity =
        SessionAffinityConfig.COOKIE.withOptions(AffinityOptions.DEFAULT.withSecret(secret));
    assertTrue(affinity.toString().contains("secret=***,"), affinity.toString());
    assertEquals(secret, Secret.of("fifteen-bytes-!\u00fc"));
  }

  @Test
  void affinityOptionsAreChecked() {
    AffinityOptions options = AffinityOptions.DEFAULT;
    assertTrue(refused(() -> options.withHeaderName("a b")).startsWith("header_name: a b ("));
    assertTrue(refused(() -> options.withTrustedHops(-1)).startsWith("trusted_hops: -1 ("));
    assertTrue(refused(() -> options.withMaxSessions(0)).startsWith("max_sessions: 0 ("));
  }

  @Test
  void durationsPrintAsTheyAreRead() {
    for (String text : List.of("1ms", "1500ms", "59s", "90s", "2m", "1h", "24h")) {
      Duration duration = Durations.parse(text);
      assertEquals(text, duration == null ? null : Durations.text(duration));
    }
    assertEquals("PT0.0000015S", Durations.text(Duration.ofNanos(1500)));
  }

  private static String refused(Executable building) {
    return assertThrows(IllegalArgumentException.class, building).getMessage();
  }
}
