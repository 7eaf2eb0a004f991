package ai.openclaw.lb.config;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every record component has its key in the reader, in the table, and in the reference document. */
class ConfigKeysTest {
  private static final Path ROOT = Path.of("..");
  private static final Path REFERENCE =
      ROOT.resolve(Path.of("examples", "configuration", "openclaw-lb.yaml"));

  /** The section of a record's components, as the table names it. */
  private static final Map<Class<?>, Keys> SECTIONS = Map.ofEntries(
      entry(BalancerConfig.class, Keys.DOCUMENT),
      entry(PoolConfig.class, Keys.POOL),
      entry(AgentConfig.class, Keys.INSTANCE),
      entry(RouteConfig.class, Keys.ROUTE),
      entry(RoutingRuleConfig.class, Keys.RULE),
      entry(HealthCheckConfig.class, Keys.HEALTH_CHECK),
      entry(ExpectedAnswer.class, Keys.HEALTH_CHECK),
      entry(FailoverConfig.class, Keys.FAILOVER),
      entry(FallbackResponse.class, Keys.FALLBACK_RESPONSE),
      entry(SessionAffinityConfig.class, Keys.SESSION_AFFINITY),
      entry(AffinityOptions.class, Keys.SESSION_AFFINITY),
      entry(QuotaConfig.class, Keys.POOL),
      entry(OverQuotaResponse.class, Keys.OVER_QUOTA_RESPONSE),
      entry(QuotaStoreConfig.class, Keys.QUOTA_STORE),
      entry(ProbeOptions.class, Keys.HEALTH_CHECK),
      entry(ResilienceConfig.class, Keys.POOL),
      entry(OutlierDetectionConfig.class, Keys.OUTLIER_DETECTION),
      entry(SlowStartConfig.class, Keys.SLOW_START),
      entry(DegradedConfig.class, Keys.DEGRADED),
      entry(BalancingConfig.class, Keys.POOL),
      entry(FailurePenaltyConfig.class, Keys.FAILURE_PENALTY),
      entry(RetryConfig.class, Keys.FAILOVER),
      entry(RetryBudgetConfig.class, Keys.RETRY_BUDGET),
      entry(AdminConfig.class, Keys.ADMIN),
      entry(QueueConfig.class, Keys.QUEUE),
      entry(MembershipConfig.class, Keys.POOL),
      entry(DiscoveryConfig.class, Keys.DISCOVERY),
      entry(DnsConfig.class, Keys.DISCOVERY),
      entry(DnsAgents.class, Keys.DISCOVERY),
      entry(DnsPace.class, Keys.DISCOVERY),
      entry(SubsetConfig.class, Keys.SUBSET));

  private static final Map<Keys, String> TITLES = new EnumMap<>(Keys.class);

  /** Components that are called otherwise in a document; "" where they are no key. */
  private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
      entry("BalancerConfig.listen", "lb"),
      entry("AgentConfig.uri", "host"),
      entry("HealthCheckConfig.expected", ""),
      entry("HealthCheckConfig.options", ""),
      entry("PoolConfig.quota", ""),
      entry("SessionAffinityConfig.options", ""),
      entry("OutlierDetectionConfig.maxEjectedShare", "max_ejected"),
      entry("PoolConfig.resilience", ""),
      entry("PoolConfig.balancing", ""),
      entry("PoolConfig.membership", ""),
      entry("DiscoveryConfig.dns", ""),
      entry("DnsConfig.agents", ""),
      entry("DnsConfig.pace", ""),
      entry("FailoverConfig.retries", ""),
      entry("ExpectedAnswer.status", "expected_status"),
      entry("ExpectedAnswer.bodyContains", "expected_body_contains"));

  private static String table;
  private static String reference;

  @BeforeAll
  static void readDocuments() throws IOException {
    table = Files.readString(ROOT.resolve(Path.of("docs", "configuration.md")));
    reference = Files.readString(REFERENCE);
    TITLES.put(Keys.DOCUMENT, "top level");
    TITLES.put(Keys.LB, "`lb`");
    TITLES.put(Keys.ADMIN, "`admin`");
    TITLES.put(Keys.POOL, "pool");
    TITLES.put(Keys.INSTANCE, "instance");
    TITLES.put(Keys.ROUTE, "entry of `routing`");
    TITLES.put(Keys.RULE, "entry of `routing_rules`");
    TITLES.put(Keys.HEALTH_CHECK, "`health_check`");
    TITLES.put(Keys.FAILOVER, "`failover`");
    TITLES.put(Keys.FALLBACK_RESPONSE, "`fallback_response`");
    TITLES.put(Keys.OUTLIER_DETECTION, "`outlier_detection`");
    TITLES.put(Keys.SLOW_START, "`slow_start`");
    TITLES.put(Keys.DEGRADED, "`degraded`");
    TITLES.put(Keys.FAILURE_PENALTY, "`failure_penalty`");
    TITLES.put(Keys.RETRY_BUDGET, "`retry_budget`");
    TITLES.put(Keys.QUEUE, "`queue`");
    TITLES.put(Keys.OVER_QUOTA_RESPONSE, "`over_quota_response`");
    TITLES.put(Keys.QUOTA_STORE, "`quota_store`");
    TITLES.put(Keys.DISCOVERY, "`discovery`");
    TITLES.put(Keys.SUBSET, "`subset`");
    TITLES.put(Keys.SESSION_AFFINITY, "`session_affinity`");
  }

  @Test
  void everyComponentHasAKey() {
    List<Class<?>> records = new ArrayList<>();
    collect(BalancerConfig.class, records);
    assertEquals(SECTIONS.keySet(), Set.copyOf(records));
    for (Class<?> type : records) {
      for (RecordComponent component : type.getRecordComponents()) {
        String key = key(type, component);
        Keys section = SECTIONS.get(type);
        assertTrue(key.isEmpty() || section.contains(key), () -> section + " has no key " + key);
      }
    }
  }

  private static void collect(Type type, List<Class<?>> records) {
    if (type instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        collect(argument, records);
      }
    } else if (type instanceof Class<?> value && value.isRecord() && !records.contains(value)) {
      records.add(value);
      for (RecordComponent component : value.getRecordComponents()) {
        collect(component.getGenericType(), records);
      }
    }
  }

  private static String key(Class<?> type, RecordComponent component) {
    String snake = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    return OTHER_NAMES.getOrDefault(type.getSimpleName() + "." + component.getName(), snake);
  }

  @Test
  void everyKeyHasARowAndEveryRowAKey() {
    Set<String> expected = new TreeSet<>();
    for (Keys section : Keys.values()) {
      for (String key : section.names()) {
        if (section != Keys.DOCUMENT || !Keys.POOL.contains(key) || key.equals("name")) {
          expected.add("| " + TITLES.get(section) + " | `" + key + "` |");
        }
      }
    }
    expected.remove("| `lb` | `health_check` |");
    Set<String> rows = new TreeSet<>();
    table
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| section"))
        .map(line -> line.replaceAll("^(\\| [^|]* \\| `[^`]*` \\|).*", "$1"))
        .forEach(rows::add);
    assertEquals(expected, rows);
  }

  @Test
  void everyKeyIsInTheReferenceDocument() {
    for (Keys section : Keys.values()) {
      for (String key : section.names()) {
        Pattern written = Pattern.compile("(?m)^[^:]*\\b" + key + ":|`" + key + ": ");
        boolean named = reference.contains("write " + key) || reference.contains(" " + key + " ");
        assertTrue(written.matcher(reference).find() || named, () -> section + ": " + key);
      }
    }
  }

  @Test
  void referenceDocumentLoadsWithoutWarning() {
    List<String> warnings = new ArrayList<>();
    BalancerConfig config = Yaml.reader().onWarning(warnings::add).read(REFERENCE);
    assertEquals(List.of(), warnings);
    assertEquals(2, config.pools().size());
    assertNotNull(config.pools().get(1).failover().fallbackResponse());
    assertEquals("/health/ready", config.pools().get(0).healthCheck().endpoint());
  }

  @Test
  void tableNamesTheDefaults() {
    PoolConfig pool = PoolConfig.of("p", List.of(AgentConfig.of("a", "a:1")));
    HealthCheckConfig check = HealthCheckConfig.DEFAULT;
    assertDefault("`name`", BalancerConfig.DEFAULT_NAME);
    assertDefault("`algorithm`", pool.algorithm());
    assertDefault("`weight`", "1");
    assertDefault("`endpoint`", check.endpoint());
    assertDefault("`interval`", Durations.text(check.interval()));
    assertDefault("`timeout`", Durations.text(check.timeout()));
    assertDefault("`healthy_threshold`", "" + check.healthyThreshold());
    assertDefault("`unhealthy_threshold`", "" + check.unhealthyThreshold());
    assertDefault("`expected_status`", "" + check.expected().status());
    assertDefault("`max_retries`", "" + pool.failover().maxRetries());
    assertDefault("`retry_interval`", Durations.text(pool.failover().retryInterval()));
    assertDefault("`retry_non_idempotent`", "" + pool.failover().retryNonIdempotent());
    assertDefault("`callers`", "1");
    assertDefault("`status`", "" + OverQuotaResponse.DEFAULT.status());
    assertDefault("`cookie_name`", pool.sessionAffinity().cookieName());
    assertDefault("`ttl`", Durations.text(pool.sessionAffinity().ttl()));
    assertDefault("`header_name`", AffinityOptions.DEFAULT.headerName());
    assertDefault("`forward_cookie`", "" + AffinityOptions.DEFAULT.forwardCookie());
    assertDefault("`trusted_hops`", "" + AffinityOptions.DEFAULT.trustedHops());
    assertDefault("`max_sessions`", "" + AffinityOptions.DEFAULT.maxSessions());
  }

  @Test
  void tableNamesTheDefaultsOfAgentsInTrouble() {
    OutlierDetectionConfig outliers = OutlierDetectionConfig.DEFAULT;
    assertDefault("`on_none_healthy`", "fallback");
    assertDefault("`distrust`", "" + ProbeOptions.DEFAULT.distrust());
    assertDefault("`consecutive_failures`", "" + outliers.consecutiveFailures());
    assertDefault("`failure_rate`", "" + outliers.failureRate());
    assertDefault("`min_requests`", "" + outliers.minRequests());
    assertDefault("`window`", Durations.text(outliers.window()));
    assertDefault("`base_ejection`", Durations.text(outliers.baseEjection()));
    assertDefault("`max_ejection`", Durations.text(outliers.maxEjection()));
    assertDefault("`max_ejected`", "" + outliers.maxEjectedShare());
    assertDefault("`duration`", Durations.text(SlowStartConfig.DEFAULT.duration()));
    assertDefault("`initial_share`", "" + SlowStartConfig.DEFAULT.initialShare());
    assertDefault("`cpu_percent`", "80");
    assertDefault("`memory_percent`", "80");
    assertDefault("`weight_factor`", "" + DegradedConfig.DEFAULT.weightFactor());
    assertDefault("`per_failure`", "10");
    assertDefault("`decay`", Durations.text(FailurePenaltyConfig.DEFAULT.decay()));
  }

  @Test
  void tableNamesTheDefaultsOfRetriesAndQueues() {
    RetryConfig retries = RetryConfig.DEFAULT;
    assertDefault("`retry_on_status`", "" + retries.retryOnStatus());
    assertDefault("`percent`", "20");
    assertDefault("`min_concurrent`", "" + retries.retryBudget().minConcurrent());
    assertDefault("`stream`", "none");
    assertDefault("`max`", "" + QueueConfig.DEFAULT.max());
    assertDefault("`timeout`", Durations.text(QueueConfig.DEFAULT.timeout()));
  }

  @Test
  void tableNamesTheDefaultsOfDiscovery() {
    assertDefault("`type`", DiscoveryConfig.STATIC);
    assertDefault("`first_wait`", Durations.text(DiscoveryConfig.NONE.firstWait()));
    assertDefault("`remove_after`", Durations.text(DiscoveryConfig.NONE.removeAfter()));
    assertDefault("`record`", "address");
    assertDefault("`scheme`", DnsAgents.DEFAULT.scheme());
    assertDefault("`min_refresh`", Durations.text(DnsPace.DEFAULT.minRefresh()));
    assertDefault("`max_refresh`", Durations.text(DnsPace.DEFAULT.maxRefresh()));
    assertDefault("`share`", "" + ProbeOptions.DEFAULT.share());
  }

  private static void assertDefault(String key, String value) {
    Pattern row = Pattern.compile(
        "(?m)^\\| [^|]+ \\| " + key + " \\| [^|]+ \\| `" + Pattern.quote(value) + "`");
    assertTrue(row.matcher(table).find(), () -> key + " " + value);
  }
}
