package ai.openclaw.lb.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every key of a document, by the section that it may stand in. */
enum Keys {
  DOCUMENT(
      "at the top level",
      "name",
      "version",
      "watch",
      "lb",
      "admin",
      "backend_pool",
      "pools",
      "routing",
      "request_attributes",
      "health_check",
      "health_endpoint",
      "health_expected_status",
      "failover",
      "session_affinity",
      "outlier_detection",
      "slow_start",
      "degraded",
      "hash_key",
      "failure_penalty",
      "queue",
      "max_qps",
      "max_qps_burst",
      "over_quota_response",
      "quota_store",
      "discovery",
      "subset",
      "algorithm",
      "instances",
      "routing_rules"),
  LB("under lb", "listen", "health_check"),
  ADMIN("under admin", "listen", "token"),
  POOL(
      "in a pool",
      "name",
      "algorithm",
      "instances",
      "health_check",
      "health_endpoint",
      "health_expected_status",
      "failover",
      "session_affinity",
      "outlier_detection",
      "slow_start",
      "degraded",
      "hash_key",
      "failure_penalty",
      "queue",
      "routing_rules",
      "discovery",
      "subset",
      "max_qps",
      "max_qps_burst",
      "over_quota_response"),
  INSTANCE("in an instance", "id", "host", "weight", "max_connections", "group"),
  HEALTH_CHECK(
      "in health_check",
      "enabled",
      "endpoint",
      "interval",
      "timeout",
      "healthy_threshold",
      "unhealthy_threshold",
      "expected_status",
      "expected_body_contains",
      "agent_health_script",
      "headers",
      "log_file",
      "distrust",
      "share"),
  FAILOVER(
      "in failover",
      "enabled",
      "max_retries",
      "retry_interval",
      "retry_non_idempotent",
      "retry_on_status",
      "retry_budget",
      "attempt_timeout",
      "stream",
      "fallback_response",
      "on_none_healthy"),
  RETRY_BUDGET("in retry_budget", "percent", "min_concurrent"),
  FALLBACK_RESPONSE("in fallback_response", "status", "body"),
  OVER_QUOTA_RESPONSE("in over_quota_response", "status", "body"),
  QUOTA_STORE("in quota_store", "uri", "callers"),
  SESSION_AFFINITY(
      "in session_affinity",
      "enabled",
      "method",
      "cookie_name",
      "ttl",
      "secret",
      "header_name",
      "forward_cookie",
      "trusted_hops",
      "max_sessions"),
  OUTLIER_DETECTION(
      "in outlier_detection",
      "enabled",
      "consecutive_failures",
      "failure_rate",
      "min_requests",
      "window",
      "base_ejection",
      "max_ejection",
      "max_ejected"),
  SLOW_START("in slow_start", "enabled", "duration", "initial_share"),
  DEGRADED("in degraded", "cpu_percent", "memory_percent", "weight_factor"),
  FAILURE_PENALTY("in failure_penalty", "per_failure", "decay"),
  QUEUE("in queue", "max", "timeout"),
  DISCOVERY(
      "in discovery",
      "type",
      "first_wait",
      "remove_after",
      "name",
      "record",
      "port",
      "scheme",
      "base_path",
      "group",
      "servers",
      "timeout",
      "min_refresh",
      "max_refresh"),
  SUBSET("in subset", "size", "caller_id", "callers"),
  ROUTE("in an entry of routing", "match", "pool", "default"),
  RULE("in an entry of routing_rules", "match", "target", "strict", "then", "default");

  private final String where;

  /** Unmodifiable, which the compiler's check can't see in the type. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> names;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<String> known;

  Keys(String where, String... names) {
    this.where = where;
    this.names = List.of(names);
    this.known = Set.of(names);
  }

  List<String> names() {
    return names;
  }

  boolean contains(String key) {
    return known.contains(key);
  }

  /** What to say of a key that is none of these. */
  String unknown(String key) {
    String elsewhere = elsewhere(key);
    if (elsewhere != null) {
      return "unknown key here (expected: " + elsewhere + ")";
    }
    String nearest = Nearest.to(key, names);
    return nearest != null
        ? "unknown key (did you mean " + nearest + "?)"
        : "unknown key (expected: one of " + String.join(", ", names) + ")";
  }

  private static @Nullable String elsewhere(String key) {
    List<String> places = new ArrayList<>();
    for (Keys section : values()) {
      if (section.contains(key)) {
        places.add(section.where);
      }
    }
    return places.isEmpty() ? null : String.join(" or ", places);
  }
}
