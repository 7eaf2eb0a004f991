package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A wither changes the component that it is named after, and no other. */
class WithersTest {
  private static final AgentConfig A = AgentConfig.of("a", "a:1");
  private static final AgentConfig B = new AgentConfig("b", A.uri(), 2, 3, "group");

  @Test
  void poolChangesInOneComponent() {
    PoolConfig other = new PoolConfig(
        "p",
        "adaptive",
        List.of(B),
        HealthCheckConfig.DEFAULT,
        FailoverConfig.DISABLED,
        SessionAffinityConfig.IP_HASH,
        List.of(RoutingRuleConfig.of(Map.of(), "p")),
        QuotaConfig.of(5),
        ResilienceConfig.DEFAULT.withSlowStart(SlowStartConfig.DISABLED),
        BalancingConfig.DEFAULT.withHashKey(BalancingConfig.SESSION),
        MembershipConfig.DEFAULT.withSubset(SubsetConfig.of(1, "c-1")));
    checkAll(
        PoolConfig.of("p", List.of(A)),
        other,
        "algorithm",
        "instances",
        "healthCheck",
        "failover",
        "sessionAffinity",
        "routingRules",
        "quota",
        "resilience",
        "balancing",
        "membership");
  }

  @Test
  void sectionsChangeInOneComponent() {
    FallbackResponse response = new FallbackResponse(503, "");
    checkAll(
        FailoverConfig.DEFAULT,
        new FailoverConfig(
            true,
            RetryConfig.DEFAULT.withMaxRetries(7),
            Duration.ofSeconds(7),
            StreamFormat.SSE,
            response,
            OnNoneHealthy.FAIL),
        "retries",
        "attemptTimeout",
        "stream",
        "fallbackResponse",
        "onNoneHealthy");
    checkAll(
        ResilienceConfig.DEFAULT,
        new ResilienceConfig(
            OutlierDetectionConfig.DISABLED,
            SlowStartConfig.DISABLED,
            new DegradedConfig(1, 2, 0.1),
            QueueConfig.DISABLED),
        "outlierDetection",
        "slowStart",
        "degraded",
        "queue");
    checkAll(
        BalancingConfig.DEFAULT,
        new BalancingConfig("session", new FailurePenaltyConfig(0, Duration.ofSeconds(1))),
        "hashKey",
        "failurePenalty");
  }

  @Test
  void retriesChangeInOneComponent() {
    Duration day = Duration.ofDays(1);
    RetryBudgetConfig budget = new RetryBudgetConfig(0, 0);
    checkAll(
        RetryConfig.DEFAULT,
        new RetryConfig(7, day, true, List.of(), budget),
        "maxRetries",
        "retryInterval",
        "retryNonIdempotent",
        "retryOnStatus",
        "retryBudget");
    assertEquals(
        FailoverConfig.DEFAULT.withRetries(RetryConfig.DEFAULT
            .withMaxRetries(7)
            .withRetryInterval(day)
            .withRetryNonIdempotent(true)),
        FailoverConfig.DEFAULT
            .withMaxRetries(7)
            .withRetryInterval(day)
            .withRetryNonIdempotent(true));
  }

  @Test
  void quotaChangesInOneComponent() {
    checkAll(
        QuotaConfig.UNLIMITED,
        new QuotaConfig(5.0, 7, new OverQuotaResponse(503, "later")),
        "maxQps",
        "maxQpsBurst",
        "overQuotaResponse");
  }

  @Test
  void probesChangeInOneComponent() {
    ProbeOptions options =
        new ProbeOptions("exit 0", Map.of("X-A", "a"), Path.of("a.log"), false, true);
    checkAll(
        ProbeOptions.DEFAULT,
        options,
        "agentHealthScript",
        "headers",
        "logFile",
        "distrust",
        "share");
    ExpectedAnswer expected = new ExpectedAnswer(ExpectedStatus.of("204"), null);
    HealthCheckConfig other = HealthCheckConfig.DISABLED
        .withEndpoint("/other")
        .withExpected(expected)
        .withOptions(options);
    checkAll(HealthCheckConfig.DEFAULT, other, "enabled", "endpoint", "expected", "options");
  }

  @Test
  void outlierDetectionChangesInWhatIsGiven() {
    Duration second = Duration.ofSeconds(1);
    Duration minute = Duration.ofMinutes(1);
    assertEquals(
        new OutlierDetectionConfig(false, 3, 0.2, 20, second, second, minute, 0.9),
        OutlierDetectionConfig.DISABLED
            .withMaxEjectedShare(0.9)
            .withEjection(second, minute)
            .withFailureRate(0.2, 20, second)
            .withConsecutiveFailures(3));
    OutlierDetectionConfig defaults = OutlierDetectionConfig.DEFAULT;
    assertEquals(defaults, OutlierDetectionConfig.DISABLED.withEnabled(true));
  }

  @Test
  void affinityChangesInOneComponent() {
    AffinityOptions options =
        new AffinityOptions(Secret.of("0123456789abcdef"), "X-Session", true, 2, 7);
    checkAll(
        AffinityOptions.DEFAULT,
        options,
        "secret",
        "headerName",
        "forwardCookie",
        "trustedHops",
        "maxSessions");
    SessionAffinityConfig other = SessionAffinityConfig.IP_HASH.withOptions(options);
    checkAll(SessionAffinityConfig.COOKIE, other, "method", "options");
  }

  /** Every wither of one argument must be among those named. */
  private static <R extends Record> void checkAll(R from, R other, String... components) {
    List<String> changed = new ArrayList<>();
    for (RecordComponent component : from.getClass().getRecordComponents()) {
      String name = component.getName();
      String wither = "with" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
      try {
        Method method = from.getClass().getMethod(wither, component.getType());
        check(from, other, component, method);
        changed.add(name);
      } catch (NoSuchMethodException fixed) {
        assertEquals(-1, Arrays.asList(components).indexOf(name), wither);
      } catch (ReflectiveOperationException failure) {
        throw new LinkageError(wither, failure);
      }
    }
    assertEquals(List.of(components), changed);
  }

  private static void check(Record from, Record other, RecordComponent changed, Method wither)
      throws ReflectiveOperationException {
    Object value = changed.getAccessor().invoke(other);
    assertNotEquals(changed.getAccessor().invoke(from), value, changed.getName());
    Object result = wither.invoke(from, value);
    for (RecordComponent component : from.getClass().getRecordComponents()) {
      boolean same = component.getName().equals(changed.getName());
      Object expected = same ? value : component.getAccessor().invoke(from);
      assertEquals(expected, component.getAccessor().invoke(result), wither + " " + component);
    }
  }
}
