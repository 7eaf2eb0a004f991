package ai.openclaw.lb.config;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

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
 * @param instances its agents, one at least, with ids of their own; not all of weight 0. With a
 *     discovery those that it begins with while there is no list yet, if any
 * @param healthCheck how they are probed
 * @param failover what becomes of failed attempts
 * @param sessionAffinity how a user's calls stay on one agent
 * @param routingRules in order; the default is the last one
 * @param quota how many calls it admits
 * @param resilience what it does about agents in trouble
 * @param balancing what its algorithm goes by
 * @param membership which agents are in it
 */
public record PoolConfig(
    String name,
    String algorithm,
    List<AgentConfig> instances,
    HealthCheckConfig healthCheck,
    FailoverConfig failover,
    SessionAffinityConfig sessionAffinity,
    List<RoutingRuleConfig> routingRules,
    QuotaConfig quota,
    ResilienceConfig resilience,
    BalancingConfig balancing,
    MembershipConfig membership) {
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
    Objects.requireNonNull(membership, "discovery");
    checkInstances(instances, membership);
    Matches.checkOrder(
        "routing_rules", routingRules.stream().map(RoutingRuleConfig::match).toList());
    Objects.requireNonNull(quota, "quota");
    Objects.requireNonNull(resilience, "resilience");
    Objects.requireNonNull(balancing, "balancing");
  }

  /**
   * A pool with every default: round_robin, failover, outlier detection, slow start; no probes, no
   * affinity, no limit.
   *
   * @throws IllegalArgumentException if the name or the agents are not as described
   */
  public static PoolConfig of(String name, List<AgentConfig> instances) {
    return of(name, instances, MembershipConfig.DEFAULT);
  }

  /**
   * As {@link #of(String, List)}, with agents from elsewhere or a part of them.
   *
   * @param instances may be empty with a discovery
   * @throws IllegalArgumentException if the name or the agents are not as described
   */
  public static PoolConfig of(
      String name, List<AgentConfig> instances, MembershipConfig membership) {
    return new PoolConfig(
        name,
        DEFAULT_ALGORITHM,
        instances,
        HealthCheckConfig.DISABLED,
        FailoverConfig.DEFAULT,
        SessionAffinityConfig.DISABLED,
        List.of(),
        QuotaConfig.UNLIMITED,
        ResilienceConfig.DEFAULT,
        BalancingConfig.DEFAULT,
        membership);
  }

  private static void checkInstances(List<AgentConfig> instances, MembershipConfig membership) {
    boolean discovered = membership.discovery().isDynamic();
    if (instances.isEmpty() && !discovered) {
      throw new IllegalArgumentException(Shown.problem("instances", instances, EXPECTED_INSTANCES));
    }
    Set<String> ids = new HashSet<>();
    for (AgentConfig instance : instances) {
      if (!ids.add(instance.id())) {
        throw new IllegalArgumentException(Shown.problem("id", instance.id(), EXPECTED_ID));
      }
    }
    boolean some = discovered || membership.subset() != null; // of a fleet: others have weight
    if (!some && instances.stream().allMatch(instance -> instance.weight() == 0)) {
      throw new IllegalArgumentException(Shown.problem("weight", 0, EXPECTED_WEIGHT));
    }
  }

  /** This pool with another algorithm. */
  public PoolConfig withAlgorithm(String newAlgorithm) {
    return with(copy -> copy.algorithm = newAlgorithm);
  }

  /** This pool with other agents. */
  public PoolConfig withInstances(List<AgentConfig> newInstances) {
    return with(copy -> copy.instances = newInstances);
  }

  /** This pool with other probes. */
  public PoolConfig withHealthCheck(HealthCheckConfig newHealthCheck) {
    return with(copy -> copy.healthCheck = newHealthCheck);
  }

  /** This pool with another failover. */
  public PoolConfig withFailover(FailoverConfig newFailover) {
    return with(copy -> copy.failover = newFailover);
  }

  /** This pool with another affinity. */
  public PoolConfig withSessionAffinity(SessionAffinityConfig newSessionAffinity) {
    return with(copy -> copy.sessionAffinity = newSessionAffinity);
  }

  /** This pool with other rules. */
  public PoolConfig withRoutingRules(List<RoutingRuleConfig> newRoutingRules) {
    return with(copy -> copy.routingRules = newRoutingRules);
  }

  /** This pool with another quota. */
  public PoolConfig withQuota(QuotaConfig newQuota) {
    return with(copy -> copy.quota = newQuota);
  }

  /** This pool with another treatment of agents in trouble. */
  public PoolConfig withResilience(ResilienceConfig newResilience) {
    return with(copy -> copy.resilience = newResilience);
  }

  /** This pool with another hash key and penalty. */
  public PoolConfig withBalancing(BalancingConfig newBalancing) {
    return with(copy -> copy.balancing = newBalancing);
  }

  /** This pool with agents from elsewhere, or with some of them. */
  public PoolConfig withMembership(MembershipConfig newMembership) {
    return with(copy -> copy.membership = newMembership);
  }

  private PoolConfig with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.build();
  }

  /** A pool while one component of it changes: the one place that lists them all. */
  private static final class Copy {
    private final String name;
    private String algorithm;
    private List<AgentConfig> instances;
    private HealthCheckConfig healthCheck;
    private FailoverConfig failover;
    private SessionAffinityConfig sessionAffinity;
    private List<RoutingRuleConfig> routingRules;
    private QuotaConfig quota;
    private ResilienceConfig resilience;
    private BalancingConfig balancing;
    private MembershipConfig membership;

    Copy(PoolConfig pool) {
      this.name = pool.name;
      this.algorithm = pool.algorithm;
      this.instances = pool.instances;
      this.healthCheck = pool.healthCheck;
      this.failover = pool.failover;
      this.sessionAffinity = pool.sessionAffinity;
      this.routingRules = pool.routingRules;
      this.quota = pool.quota;
      this.resilience = pool.resilience;
      this.balancing = pool.balancing;
      this.membership = pool.membership;
    }

    PoolConfig build() {
      return new PoolConfig(
          name,
          algorithm,
          instances,
          healthCheck,
          failover,
          sessionAffinity,
          routingRules,
          quota,
          resilience,
          balancing,
          membership);
    }
  }
}
