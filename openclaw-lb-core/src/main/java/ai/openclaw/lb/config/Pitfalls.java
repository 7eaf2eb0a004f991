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
  private static final String SMART_ROUTING = "smart_routing";

  private final Problems problems;

  Pitfalls(Problems problems) {
    this.problems = problems;
  }

  void warn(List<PoolDraft> pools, List<RouteDraft> routing, Section top, String documentName) {
    pools.forEach(pool -> warn(pool, documentName));
    warnHashKeys(pools);
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
    warnRules(pool, Located.or(pool.name(), documentName));
  }

  /** A key of the top level is of use where one of the pools that it is for hashes by it. */
  private void warnHashKeys(List<PoolDraft> pools) {
    Set<Place> used = new HashSet<>();
    for (PoolDraft pool : pools) {
      Located<String> key = pool.balancing().hashKey();
      if (key != null && pool.algorithmOrDefault().equals(CONSISTENT_HASH)) {
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

  private void warnRules(PoolDraft pool, String name) {
    boolean smart = pool.algorithmOrDefault().equals(SMART_ROUTING);
    if (pool.rules().isEmpty()) {
      if (smart && pool.algorithm() != null) {
        problems.warn(pool.algorithm().place(), "smart_routing (without routing_rules)");
      }
      return;
    }
    if (!smart) {
      Place place = pool.rules().get(0).place();
      problems.warn(place, "a rule (followed by algorithm smart_routing only)");
      return;
    }
    warnIdle(pool, name);
  }

  /** Without a default, and with one that is the whole pool, no agent is out of reach. */
  private void warnIdle(PoolDraft pool, String name) {
    Set<String> targets = new HashSet<>();
    pool.rules().forEach(rule -> targets.add(Located.or(rule.target(), "")));
    boolean hasDefault = pool.rules().stream().anyMatch(RouteDraft::isDefault);
    if (!hasDefault || targets.contains(name)) {
      return;
    }
    for (InstanceDraft instance : pool.instances()) {
      Located<String> id = instance.id();
      boolean grouped = targets.contains(Located.or(instance.group(), ""));
      if (id != null && !grouped && !targets.contains(id.value())) {
        problems.warn(id.place(), Shown.value(id.value()) + " (idle: no rule targets it)");
      }
    }
  }
}
