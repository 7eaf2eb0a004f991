package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.Explanation;
import ai.openclaw.lb.PoolStatus;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.AgentConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the admin API can do with the pools. */
final class Admin {
  private static final List<String> PERCENTILES = List.of("p50", "p95", "p99");

  private final AgentPools pools;
  private final MeterRegistry registry;

  Admin(AgentPools pools, MeterRegistry registry) {
    this.pools = pools;
    this.registry = registry;
  }

  /** Every pool's status as JSON, with the response times of each agent's last minute. */
  String status() {
    ObjectNode all = Json.object().put("name", pools.name());
    ArrayNode list = all.putArray("pools");
    for (PoolStatus status : pools.status()) {
      JsonNode pool = Json.read(status.toJson());
      pool.path("agents").forEach(agent -> addTimes(status.pool(), (ObjectNode) agent));
      list.add(pool);
    }
    return all.toString();
  }

  private void addTimes(String pool, ObjectNode agent) {
    for (String percentile : PERCENTILES) {
      Gauge gauge = registry
          .find("openclaw.lb.response.time.ms")
          .tags("pool", pool, "instance", agent.path("id").asText(), "p", percentile)
          .gauge();
      if (gauge != null && !Double.isNaN(gauge.value())) {
        agent.put(percentile + "_ms", gauge.value());
      }
    }
  }

  /** Every pool's status as text for people. */
  String render(Locale locale) {
    return pools.status().stream()
        .map(status -> status.render(locale))
        .collect(Collectors.joining("\n"));
  }

  /** What would become of a request now. */
  Explanation explain(RequestContext request) {
    return pools.explain(request);
  }

  /**
   * Returns the pool of this name, or the only one that has the agent.
   *
   * @throws IllegalArgumentException if there is none, or there are several
   */
  AgentPool pool(@Nullable String name, String agentId) {
    if (name != null) {
      return pools.pool(name);
    }
    List<AgentPool> having = pools.pools().stream()
        .filter(
            pool -> pool.status().agents().stream().anyMatch(agent -> agent.id().equals(agentId)))
        .toList();
    if (having.size() == 1) {
      return having.get(0);
    }
    String expected = having.isEmpty()
        ? "one of " + agents()
        : "the pool as well: it is in " + having.stream().map(AgentPool::name).toList();
    throw new IllegalArgumentException("agent: " + agentId + " (expected: " + expected + ")");
  }

  private List<String> agents() {
    return pools.status().stream()
        .flatMap(pool -> pool.agents().stream())
        .map(agent -> agent.id())
        .toList();
  }

  /**
   * Adds an agent.
   *
   * @param agent with {@code id}, {@code host} and perhaps {@code weight}
   * @throws IllegalArgumentException if it is not so, or the pool is not clear
   */
  void add(@Nullable String pool, JsonNode agent) {
    AgentConfig config = AgentConfig.of(text(agent, "id"), text(agent, "host"));
    if (agent.has("weight")) {
      config = config.withWeight(agent.path("weight").asDouble(Double.NaN));
    }
    if (pool == null && pools.pools().size() > 1) {
      throw new IllegalArgumentException("pool: missing (expected: one of "
          + pools.pools().stream().map(AgentPool::name).toList() + ")");
    }
    (pool == null ? pools.pools().get(0) : pools.pool(pool)).add(config);
  }

  private static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(field + ": missing (expected: a text)");
    }
    return value.textValue();
  }
}
