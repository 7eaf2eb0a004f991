package ai.openclaw.lb.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the pools of a document, and what the top level says for all of them. */
final class PoolReader {
  private static final List<String> ONE_POOL_KEYS =
      List.of("algorithm", "instances", "routing_rules", "discovery");

  private final Section top;
  private final Collection<String> algorithms;
  private final Collection<String> discoveries;
  private final Problems problems;
  private final HealthReader healthReader;
  private final HealthSettings health;
  private final FailoverSettings failover;
  private final AffinitySettings affinity;
  private final QuotaSettings quota;
  private final ResilienceSettings resilience;
  private final BalancingSettings balancing;
  private final SubsetSettings subset;
  private final @Nullable DiscoveryConfig topDiscovery;
  private final @Nullable Located<String> topAlgorithm;
  private final List<RouteDraft> topRules;

  PoolReader(
      Section top,
      @Nullable Section lb,
      Collection<String> algorithms,
      Collection<String> discoveries,
      HealthReader healthReader,
      Problems problems) {
    this.top = top;
    this.algorithms = algorithms;
    this.discoveries = discoveries;
    this.problems = problems;
    this.healthReader = healthReader;
    this.health = healthReader.read(lb).or(healthReader.read(top));
    this.failover = FailoverSettings.read(top, problems);
    this.affinity = AffinitySettings.read(top);
    this.quota = QuotaSettings.read(top);
    this.resilience = ResilienceSettings.read(top);
    this.balancing = BalancingSettings.read(top);
    this.subset = SubsetSettings.read(top);
    this.topDiscovery = DiscoverySettings.read(top, discoveries, problems);
    this.topAlgorithm = algorithm(top);
    this.topRules = rules(top);
    if (lb != null && lb.has("health_check") && top.has("health_check")) {
      problems.warn(top.placeOf("health_check"), "also under lb (whose keys win)");
    }
  }

  List<PoolDraft> read() {
    if (!top.has("pools")) {
      return onePool();
    }
    if (top.has("backend_pool")) {
      problems.value(top.placeOf("backend_pool"), "beside pools", "backend_pool or pools");
    }
    for (String key : ONE_POOL_KEYS) {
      if (top.has(key)) {
        problems.value(top.placeOf(key), "beside pools", "in each pool");
      }
    }
    return severalPools();
  }

  private List<PoolDraft> severalPools() {
    List<PoolDraft> pools = new ArrayList<>();
    List<Node> items = top.items("pools");
    if (items.isEmpty() && top.value("pools") instanceof Node.Sequence) {
      problems.value(top.placeOf("pools"), "[]", "one pool at least");
    }
    for (Node item : items) {
      Section pool = Section.of(item, Keys.POOL, problems);
      if (pool != null) {
        if (!pool.has("name")) {
          problems.value(pool.place().missing("name"), "missing", Rules.NAME.expected());
        }
        DiscoveryConfig discovery = discovery(pool);
        pools.add(pool(pool, discovery, instances(pool, discovery)));
      }
    }
    return pools;
  }

  private List<PoolDraft> onePool() {
    if (!top.has("backend_pool")) {
      if (!top.has("instances") && topDiscovery == null) {
        problems.value(
            top.place().missing("backend_pool"), "missing", "backend_pool, pools or instances");
        return List.of();
      }
      return List.of(topLevelPool(instances(top, discovery(null))));
    }
    Section pool = top.section("backend_pool", Keys.POOL);
    if (pool == null) {
      return List.of();
    }
    boolean inTop = top.has("instances") && !pool.has("instances");
    DiscoveryConfig discovery = discovery(pool);
    return List.of(pool(
        pool, discovery, inTop ? instances(top, discovery) : filled(instances(pool, discovery))));
  }

  private PoolDraft topLevelPool(List<InstanceDraft> instances) {
    return new PoolDraft(
        top.place(),
        null,
        topAlgorithm,
        instances,
        health,
        failover,
        affinity,
        topRules,
        quota,
        resilience,
        balancing,
        discovery(null),
        subset);
  }

  private PoolDraft pool(Section pool, DiscoveryConfig discovery, List<InstanceDraft> instances) {
    List<RouteDraft> rules = pool.has("routing_rules") ? rules(pool) : topRules;
    return new PoolDraft(
        pool.place(),
        pool.text("name", Rules.NAME),
        pool.has("algorithm") ? algorithm(pool) : topAlgorithm,
        instances,
        healthReader.read(pool).or(health),
        FailoverSettings.read(pool, problems).or(failover),
        AffinitySettings.read(pool).or(affinity),
        rules,
        QuotaSettings.read(pool).or(quota),
        ResilienceSettings.read(pool).or(resilience),
        BalancingSettings.read(pool).or(balancing),
        discovery,
        SubsetSettings.read(pool).or(subset));
  }

  private List<RouteDraft> rules(Section level) {
    List<RouteDraft> rules = RouteDraft.read(level, "routing_rules", Keys.RULE, "target", problems);
    Set<String> within = new TreeSet<>(algorithms);
    within.remove(RoutingRuleConfig.SMART_ROUTING);
    rules.forEach(rule -> oneOf(within, rule.then()));
    return rules;
  }

  private @Nullable Located<String> algorithm(Section level) {
    return oneOf(algorithms, level.text("algorithm", Rules.NAME));
  }

  private @Nullable Located<String> oneOf(
      Collection<String> known, @Nullable Located<String> algorithm) {
    if (algorithm != null && !known.contains(algorithm.value())) {
      String all = "one of " + String.join(", ", new TreeSet<>(known));
      String nearest = Nearest.to(algorithm.value(), known);
      String expected = nearest == null ? all : all + "; did you mean " + nearest + "?";
      problems.value(algorithm.place(), algorithm.value(), expected);
      return null;
    }
    return algorithm;
  }

  /** Where the agents of a pool come from; null for the pool that is the top level. */
  private DiscoveryConfig discovery(@Nullable Section pool) {
    DiscoveryConfig own = pool == null ? null : DiscoverySettings.read(pool, discoveries, problems);
    DiscoveryConfig nearest = own == null ? topDiscovery : own;
    return nearest == null ? DiscoveryConfig.NONE : nearest;
  }

  private List<InstanceDraft> instances(Section level, DiscoveryConfig discovery) {
    List<InstanceDraft> instances = new ArrayList<>();
    List<Node> items = level.items("instances");
    for (Node item : items) {
      InstanceDraft instance = InstanceDraft.read(item, problems);
      if (instance != null) {
        instances.add(instance);
      }
    }
    if (discovery.isDynamic()) {
      checkIds(instances);
      return instances;
    }
    if (!level.has("instances")) {
      problems.value(level.place().missing("instances"), "missing", PoolConfig.EXPECTED_INSTANCES);
    } else if (items.isEmpty() && level.value("instances") instanceof Node.Sequence list) {
      problems.value(list.place(), "[]", PoolConfig.EXPECTED_INSTANCES);
    }
    checkIds(instances);
    return instances;
  }

  private void checkIds(List<InstanceDraft> instances) {
    Map<String, Place> ids = new HashMap<>();
    for (InstanceDraft instance : instances) {
      Located<String> id = instance.id();
      Place first = id == null ? null : ids.putIfAbsent(id.value(), id.place());
      if (id != null && first != null) {
        String expected = PoolConfig.EXPECTED_ID + "; it first stands in line " + first.line();
        problems.value(id.place(), id.value(), expected);
      }
    }
  }

  /** The pool's instances, with the gaps filled from the top level's entries of the same ids. */
  private List<InstanceDraft> filled(List<InstanceDraft> own) {
    if (!top.has("instances")) {
      return own;
    }
    Map<String, InstanceDraft> more = new HashMap<>();
    Set<String> ownIds = new HashSet<>();
    own.forEach(instance -> ownIds.add(Located.or(instance.id(), "")));
    for (InstanceDraft instance : instances(top, DiscoveryConfig.NONE)) {
      Located<String> id = instance.id();
      if (id != null && !ownIds.contains(id.value())) {
        problems.warn(id.place(), Shown.value(id.value()) + " (no such instance in backend_pool)");
      } else if (id != null) {
        more.put(id.value(), instance);
      }
    }
    return own.stream().map(instance -> filled(instance, more)).toList();
  }

  private static InstanceDraft filled(InstanceDraft own, Map<String, InstanceDraft> more) {
    InstanceDraft far = own.id() == null ? null : more.get(own.id().value());
    return far == null ? own : own.or(far);
  }
}
