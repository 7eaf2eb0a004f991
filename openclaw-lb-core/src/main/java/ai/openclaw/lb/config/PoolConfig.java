package ai.openclaw.lb.config;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pool of agents: {@code backend_pool}, or an entry of {@code pools}. Immutable. A service that
 * has no document starts from {@link #of} and changes what it needs:
 *
 * <pre>{@code
 * PoolConfig.of("agents", List.of(AgentConfig.of("agent-1", "localhost:5000")))
 *     .withAlgorithm("least_connections")
 *     .withHealthCheck(HealthCheckConfig.DEFAULT);
 * }</pre>
 *
 * @param name the host name under which callers reach it
 * @param algorithm {@code round_robin} and so on
 * @param instances its agents, one at least, with ids of their own; not all of weight 0
 * @param healthCheck how they are probed
 * @param failover what becomes of failed attempts
 * @param sessionAffinity how a user's calls stay on one agent
 * @param routingRules in order; the default is the last one
 * @param maxQps calls a second that the pool admits; null for no limit
 */
public record PoolConfig(
    String name,
    String algorithm,
    List<AgentConfig> instances,
    HealthCheckConfig healthCheck,
    FailoverConfig failover,
    SessionAffinityConfig sessionAffinity,
    List<RoutingRuleConfig> routingRules,
    @Nullable Double maxQps) {
  static final String DEFAULT_ALGORITHM = "round_robin";
  static final String EXPECTED_INSTANCES = "one instance at least";
  static final String EXPECTED_WEIGHT = "a weight above 0 for one instance at least";
  static final String EXPECTED_ID = "an id of its own in the pool";

  /**
   * Checks every component. Whether targets that are none of its own agents and groups name a pool
   * is checked by {@link BalancerConfig}.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public PoolConfig {
    Rules.NAME.check("name", name);
    Rules.NAME.check("algorithm", algorithm);
    instances = List.copyOf(instances);
    Objects.requireNonNull(healthCheck, "health_check");
    Objects.requireNonNull(failover, "failover");
    Objects.requireNonNull(sessionAffinity, "session_affinity");
    routingRules = List.copyOf(routingRules);
    checkInstances(instances);
    Matches.checkOrder(
        "routing_rules", routingRules.stream().map(RoutingRuleConfig::match).toList());
    if (maxQps != null) {
      Rules.MAX_QPS.check("max_qps", maxQps);
    }
  }

  /**
   * A pool with every default: round_robin, failover, no probes, no affinity, no limit.
   *
   * @throws IllegalArgumentException if the name or the agents are not as described
   */
  public static PoolConfig of(String name, List<AgentConfig> instances) {
    return new PoolConfig(
        name,
        DEFAULT_ALGORITHM,
        instances,
        HealthCheckConfig.DISABLED,
        FailoverConfig.DEFAULT,
        SessionAffinityConfig.DISABLED,
        List.of(),
        null);
  }

  private static void checkInstances(List<AgentConfig> instances) {
    if (instances.isEmpty()) {
      throw new IllegalArgumentException(Shown.problem("instances", instances, EXPECTED_INSTANCES));
    }
    Set<String> ids = new HashSet<>();
    for (AgentConfig instance : instances) {
      if (!ids.add(instance.id())) {
        throw new IllegalArgumentException(Shown.problem("id", instance.id(), EXPECTED_ID));
      }
    }
    if (instances.stream().allMatch(instance -> instance.weight() == 0)) {
      throw new IllegalArgumentException(Shown.problem("weight", 0, EXPECTED_WEIGHT));
    }
  }

  /** This pool with another algorithm. */
  public PoolConfig withAlgorithm(String newAlgorithm) {
    return new PoolConfig(
        name,
        newAlgorithm,
        instances,
        healthCheck,
        failover,
        sessionAffinity,
        routingRules,
        maxQps);
  }

  /** This pool with other agents. */
  public PoolConfig withInstances(List<AgentConfig> newInstances) {
    return new PoolConfig(
        name,
        algorithm,
        newInstances,
        healthCheck,
        failover,
        sessionAffinity,
        routingRules,
        maxQps);
  }

  /** This pool with other probes. */
  public PoolConfig withHealthCheck(HealthCheckConfig newHealthCheck) {
    return new PoolConfig(
        name,
        algorithm,
        instances,
        newHealthCheck,
        failover,
        sessionAffinity,
        routingRules,
        maxQps);
  }

  /** This pool with another failover. */
  public PoolConfig withFailover(FailoverConfig newFailover) {
    return new PoolConfig(
        name,
        algorithm,
        instances,
        healthCheck,
        newFailover,
        sessionAffinity,
        routingRules,
        maxQps);
  }

  /** This pool with another affinity. */
  public PoolConfig withSessionAffinity(SessionAffinityConfig newSessionAffinity) {
    return new PoolConfig(
        name,
        algorithm,
        instances,
        healthCheck,
        failover,
        newSessionAffinity,
        routingRules,
        maxQps);
  }

  /** This pool with other rules. */
  public PoolConfig withRoutingRules(List<RoutingRuleConfig> newRoutingRules) {
    return new PoolConfig(
        name,
        algorithm,
        instances,
        healthCheck,
        failover,
        sessionAffinity,
        newRoutingRules,
        maxQps);
  }

  /** This pool with another quota; null for none. */
  public PoolConfig withMaxQps(@Nullable Double newMaxQps) {
    return new PoolConfig(
        name,
        algorithm,
        instances,
        healthCheck,
        failover,
        sessionAffinity,
        routingRules,
        newMaxQps);
  }
}
