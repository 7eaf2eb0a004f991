package ai.openclaw.lb.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Warnings: documents that are valid, and will not do what their authors hope for. */
final class Pitfalls {
  private static final Duration SHORTEST_POLITE_INTERVAL = Duration.ofSeconds(5);
  private static final String CONSISTENT_HASH = "consistent_hash";

  private final Problems problems;
  private final RulePitfalls rules;

  Pitfalls(Problems problems) {
    this.problems = problems;
    this.rules = new RulePitfalls(problems);
  }

  void warn(List<PoolDraft> pools, List<RouteDraft> routing, Section top, String documentName) {
    pools.forEach(pool -> warn(pool, documentName));
    warnHashKeys(pools);
    rules.warnUnreachable(routing);
    if (pools.size() > 1) {
      warnRouting(pools, routing, top, documentName);
    }
  }

  private void warnRouting(
      List<PoolDraft> pools, List<RouteDraft> routing, Section top, String documentName) {
    if (routing.stream().noneMatch(RouteDraft::isDefault)) {
      String first = Shown.value(Located.or(pools.get(0).name(), documentName));
      Place place = top.placeOf(routing.isEmpty() ? "pools" : "routing");
      problems.warn(place, "no default route (the first pool, " + first + ", takes the rest)");
    }
    for (PoolDraft pool : pools) {
      if (pool.name() != null && isSame(pool.name().value(), documentName)) {
        problems.warn(
            pool.name().place(),
            Shown.value(pool.name().value())
                + " (also the document's name: its callers reach the pool, and no route)");
      }
    }
  }

  private static boolean isSame(String name, String other) {
    return name.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }

  private void warn(PoolDraft pool, String documentName) {
    pool.instances().forEach(this::warnHost);
    warnInterval(pool.health());
    warnAffinity(pool);
    rules.warnRules(pool, Located.or(pool.name(), documentName));
  }

  /** A key of the top level is of use where one of the pools that it is for hashes by it. */
  private void warnHashKeys(List<PoolDraft> pools) {
    Set<Place> used = new HashSet<>();
    for (PoolDraft pool : pools) {
      Located<String> key = pool.balancing().hashKey();
      if (key != null && hashes(pool)) {
        used.add(key.place());
      }
    }
    for (PoolDraft pool : pools) {
      Located<String> key = pool.balancing().hashKey();
      if (key != null && !used.contains(key.place())) {
        problems.warn(
            key.place(),
            Shown.value(key.value()) + " (followed by algorithm consistent_hash only)");
      }
    }
  }

  private static boolean hashes(PoolDraft pool) {
    return pool.algorithmOrDefault().equals(RoutingRuleConfig.SMART_ROUTING)
        ? pool.rules().stream().anyMatch(rule -> rule.thenOrDefault().equals(CONSISTENT_HASH))
        : pool.algorithmOrDefault().equals(CONSISTENT_HASH);
  }

  private void warnHost(InstanceDraft instance) {
    if (!instance.hasHost()) {
      problems.warn(
          instance.place().missing("host"),
          "missing (taken from the id: " + instance.hostFromId() + ")");
    }
  }

  private void warnInterval(HealthSettings health) {
    Located<Duration> interval = health.interval();
    if (interval != null
        && health.isEnabled()
        && interval.value().compareTo(SHORTEST_POLITE_INTERVAL) < 0) {
      problems.warn(
          interval.place(),
          Durations.text(interval.value())
              + " (probing more often than every 5s loads the agents)");
    }
  }

  private void warnAffinity(PoolDraft pool) {
    Place place = pool.affinity().place();
    if (place == null || !pool.affinity().isEnabled()) {
      return;
    }
    if (!pool.failover().isEnabled()) {
      problems.warn(
          place, "without failover (calls of a dead agent's users fail until it is taken out)");
    }
    if (!pool.health().isEnabled()) {
      problems.warn(
          place, "without health checks (a dead agent's users stay with it until calls fail)");
    }
  }
}
