package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Records of what a pool does about agents in trouble are judged as documents are. */
class ResilienceRecordsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final OutlierDetectionConfig OUTLIERS = OutlierDetectionConfig.DEFAULT;

  @Test
  void outlierDetectionIsOnByDefault() {
    PoolConfig pool = PoolConfig.of("p", List.of(AgentConfig.of("a", "a:1")));
    assertEquals(
        new OutlierDetectionConfig(
            true,
            5,
            0.5,
            10,
            Duration.ofSeconds(30),
            SECOND.multipliedBy(10),
            MINUTE.multipliedBy(5),
            0.5),
        pool.resilience().outlierDetection());
    assertFalse(OutlierDetectionConfig.DISABLED.enabled());
    assertEquals(new SlowStartConfig(true, SECOND.multipliedBy(30), 0.1), SlowStartConfig.DEFAULT);
    assertFalse(SlowStartConfig.DISABLED.enabled());
    assertEquals(new DegradedConfig(80, 80, 0.5), pool.resilience().degraded());
    assertEquals(
        new FailurePenaltyConfig(10, SECOND.multipliedBy(30)), FailurePenaltyConfig.DEFAULT);
    assertNull(pool.balancing().hashKey());
  }

  @Test
  void longestEjectionIsNotBelowTheFirst() {
    assertEquals(MINUTE, OUTLIERS.withEjection(MINUTE, MINUTE).maxEjection());
    assertEquals(
        "max_ejection: PT1S (expected: not below base_ejection, 1m)",
        refused(() -> OUTLIERS.withEjection(MINUTE, SECOND)));
  }

  @Test
  void longFirstEjectionRaisesTheDefaultOfTheLongest() {
    String yaml = "outlier_detection: {base_ejection: %s}\n" + Yaml.POOL;
    for (String base : List.of("5m", "301s", "1h")) {
      OutlierDetectionConfig outliers =
          Yaml.pool(String.format(yaml, base)).resilience().outlierDetection();
      assertEquals(outliers.baseEjection(), outliers.maxEjection());
    }
  }

  @Test
  void numbersStayInTheirRanges() {
    for (double share : new double[] {0, -0.0, -1, 1.0001, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertTrue(refused(() -> OUTLIERS.withMaxEjectedShare(share)).startsWith("max_ejected: "));
      assertTrue(
          refused(() -> OUTLIERS.withFailureRate(share, 1, SECOND)).startsWith("failure_rate: "));
      assertTrue(
          refused(() -> new SlowStartConfig(true, SECOND, share)).startsWith("initial_share: "));
      assertTrue(refused(() -> new DegradedConfig(1, 1, share)).startsWith("weight_factor: "));
    }
    for (double percent : new double[] {0, 100.5, Double.NaN}) {
      assertTrue(refused(() -> new DegradedConfig(percent, 1, 1)).startsWith("cpu_percent: "));
      assertTrue(refused(() -> new DegradedConfig(1, percent, 1)).startsWith("memory_percent: "));
    }
    for (double penalty : new double[] {-0.1, 1_000_000.5, Double.NaN}) {
      assertTrue(
          refused(() -> new FailurePenaltyConfig(penalty, SECOND)).startsWith("per_failure: "));
    }
  }

  @Test
  void retriesAndQueuesStayInTheirRanges() {
    for (double percent : new double[] {-0.1, 100.1, Double.NaN}) {
      assertTrue(refused(() -> new RetryBudgetConfig(percent, 0)).startsWith("percent: "));
    }
    for (int number : new int[] {-1, 1001}) {
      assertTrue(refused(() -> new RetryBudgetConfig(0, number)).startsWith("min_concurrent: "));
    }
    for (int status : new int[] {399, 600}) {
      assertEquals(
          "retry_on_status: " + status + " (expected: a whole number in 400..599)",
          refused(() -> RetryConfig.DEFAULT.withRetryOnStatus(List.of(503, status))));
    }
    for (Duration time : List.of(Duration.ZERO, Duration.ofDays(1).plusNanos(1))) {
      assertTrue(refused(() -> FailoverConfig.DEFAULT.withAttemptTimeout(time))
          .startsWith("attempt_timeout: "));
    }
    for (int max : new int[] {-1, 100_001}) {
      assertTrue(refused(() -> new QueueConfig(max, SECOND)).startsWith("max: "));
    }
    for (Duration time : List.of(Duration.ofNanos(-1), Duration.ofHours(1).plusNanos(1))) {
      assertTrue(refused(() -> new QueueConfig(0, time)).startsWith("timeout: "));
    }
  }

  @Test
  void hashKeyNamesItsAttribute() {
    BalancingConfig balancing = BalancingConfig.DEFAULT;
    assertEquals("a:b", balancing.withHashKey("attribute:a:b").hashAttribute());
    assertNull(balancing.withHashKey(BalancingConfig.SESSION).hashAttribute());
    assertNull(balancing.withHashKey(BalancingConfig.CLIENT_IP).hashAttribute());
    assertNull(balancing.hashAttribute());
    for (String key : List.of("", "attribute:", "attribute", "Session", "attribute:a b")) {
      assertTrue(refused(() -> balancing.withHashKey(key)).startsWith("hash_key: "), key);
    }
  }

  @Test
  void probeHeadersAreThoseThatTheClientTakes() {
    for (String name : List.of(
        "Connection",
        "Content-Length",
        "Expect",
        "Host",
        "Upgrade",
        "Transfer-Encoding",
        "Authorization",
        "User-Agent",
        "TE",
        "Via",
        "x!#$%&'*+-.^_`|~9")) {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://a"));
      if (Rules.HEADER_NAME.accepts(name)) {
        assertDoesNotThrow(() -> request.header(name, "visible, and spaces"), name);
        ProbeOptions.DEFAULT.withHeaders(Map.of(name, "visible, and spaces"));
      } else {
        assertTrue(refused(() -> ProbeOptions.DEFAULT.withHeaders(Map.of(name, "a")))
            .startsWith("headers: " + name + " ("));
      }
    }
    assertTrue(Rules.HEADER_NAME.accepts("Authorization"));
    assertFalse(Rules.HEADER_NAME.accepts("hOST"));
  }

  @Test
  void noMessageShowsTheValueOfAHeader() {
    for (String value :
        List.of("secret\r\n", " secret", "secret ", "s\u00e9cret", "secret\0", "")) {
      assertEquals(
          "headers.X: a value (expected: " + Rules.HEADER_VALUE.expected() + ")",
          refused(() -> ProbeOptions.DEFAULT.withHeaders(Map.of("X", value))));
    }
    HealthCheckConfig check = HealthCheckConfig.DEFAULT.withOptions(
        ProbeOptions.DEFAULT.withHeaders(Map.of("Authorization", "secret")));
    assertTrue(check.toString().contains("headers=[Authorization]"), check.toString());
    assertFalse(check.toString().contains("secret"), check.toString());
  }

  @Test
  void headersAreCopiedInTheirOrder() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : List.of("Z", "A", "M", "B")) {
      headers.put(name, "1");
    }
    ProbeOptions options = ProbeOptions.DEFAULT.withHeaders(headers);
    assertEquals(List.of("Z", "A", "M", "B"), List.copyOf(options.headers().keySet()));
    headers.put("a", "2");
    assertEquals(4, options.headers().size());
    assertThrows(UnsupportedOperationException.class, () -> options.headers().clear());
    assertEquals(
        "headers: a (expected: a name of its own, whatever its case)",
        refused(() -> ProbeOptions.DEFAULT.withHeaders(headers)));
  }

  @Test
  void logFileNeedNotExist() {
    Path file = Path.of("no", "such", "folder", "health.log");
    assertEquals(file, ProbeOptions.DEFAULT.withLogFile(file).logFile());
    for (String path : List.of("", "a\nb", "a\u001bb")) {
      assertTrue(
          refused(() -> ProbeOptions.DEFAULT.withLogFile(Path.of(path))).startsWith("log_file: "));
    }
  }

  private static String refused(Executable building) {
    return assertThrows(IllegalArgumentException.class, building).getMessage();
  }
}
