package ai.openclaw.lb.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What no key can tell alone, as far as the keys by themselves are valid. */
final class CrossChecks {
  private final List<PoolDraft> pools;
  private final Set<String> poolNames = new HashSet<>();
  private final Problems problems;

  CrossChecks(List<PoolDraft> pools, String documentName, Problems problems) {
    this.pools = pools;
    this.problems = problems;
    pools.forEach(pool -> poolNames.add(Located.or(pool.name(), documentName)));
  }

  void check(List<RouteDraft> routing) {
    checkPoolNames();
    for (PoolDraft pool : pools) {
      pool.health().check(problems);
      pool.resilience().outliers().check(problems);
      pool.instances().forEach(instance -> instance.check(problems));
      pool.subset().check(pool.health(), problems);
      checkWeights(pool);
      if (!pool.discovery().isDynamic()) { // else the names of its agents are not known yet
        checkTargets(pool.rules(), ownTargets(pool), BalancerConfig.EXPECTED_TARGET);
      }
    }
    checkTargets(routing, Set.of(), BalancerConfig.EXPECTED_POOL);
  }

  private void checkPoolNames() {
    Map<String, Place> names = new HashMap<>();
    for (PoolDraft pool : pools) {
      Located<String> name = pool.name();
      if (name == null) {
        continue;
      }
      Place first = names.putIfAbsent(name.value().toLowerCase(Locale.ROOT), name.place());
      if (first != null) {
        String expected =
            BalancerConfig.EXPECTED_POOL_NAME + "; it first stands in line " + first.line();
        problems.value(name.place(), name.value(), expected);
      }
    }
  }

  private void checkWeights(PoolDraft pool) {
    List<InstanceDraft> instances = pool.instances();
    if (!instances.isEmpty() && instances.stream().allMatch(InstanceDraft::weighsNothing)) {
      Located<Double> first = instances.get(0).weight();
      Place place = first == null ? pool.place() : first.place();
      problems.value(place, "0 for all", PoolConfig.EXPECTED_WEIGHT);
    }
  }

  private static Set<String> ownTargets(PoolDraft pool) {
    Set<String> targets = new HashSet<>();
    for (InstanceDraft instance : pool.instances()) {
      add(instance.id(), targets);
      add(instance.group(), targets);
    }
    return targets;
  }

  private static void add(@Nullable Located<String> name, Set<String> targets) {
    if (name != null) {
      targets.add(name.value());
    }
  }

  private void checkTargets(List<RouteDraft> routes, Set<String> own, String expected) {
    for (RouteDraft route : routes) {
      Located<String> target = route.target();
      if (target != null && !own.contains(target.value()) && !poolNames.contains(target.value())) {
        problems.value(target.place(), target.value(), expected + hint(target.value(), own));
      }
    }
  }

  private String hint(String target, Set<String> own) {
    if (problems.isFull()) {
      return "";
    }
    String nearest = Nearest.to(target, own);
    if (nearest == null) {
      nearest = Nearest.to(target, poolNames);
    }
    return nearest == null ? "" : "; did you mean " + nearest + "?";
  }
}
