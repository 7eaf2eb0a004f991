package ai.openclaw.lb.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Warnings about rules and routes that will never do anything. */
final class RulePitfalls {
  /** Of longer lists the first ones are compared with each other: the work grows with the square. */
  private static final int COMPARED = 500;

  private final Problems problems;

  RulePitfalls(Problems problems) {
    this.problems = problems;
  }

  /** The rules of one pool. */
  void warnRules(PoolDraft pool, String name) {
    boolean smart = pool.algorithmOrDefault().equals(RoutingRuleConfig.SMART_ROUTING);
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
    warnUnreachable(pool.rules());
    Set<String> own = ownTargets(pool, name);
    pool.rules().forEach(rule -> warnForeign(rule, own));
    warnIdle(pool, name);
  }

  /** Rules or routes of which an earlier one takes every request, as far as two tell it alone. */
  void warnUnreachable(List<RouteDraft> routes) {
    int compared = Math.min(routes.size(), COMPARED);
    for (int later = 1; later < compared; later++) {
      RouteDraft route = routes.get(later);
      for (int earlier = 0; earlier < later && !route.isDefault(); earlier++) {
        if (routes.get(earlier).covers(route)) {
          int line = routes.get(earlier).place().line();
          problems.warn(route.place(), "never reached (line " + line + " takes all that it would)");
          break;
        }
      }
    }
  }

  private static Set<String> ownTargets(PoolDraft pool, String name) {
    Set<String> own = new HashSet<>(Set.of(name));
    for (InstanceDraft instance : pool.instances()) {
      own.add(Located.or(instance.id(), name));
      own.add(Located.or(instance.group(), name));
    }
    return own;
  }

  private void warnForeign(RouteDraft rule, Set<String> own) {
    Located<String> then = rule.then();
    String target = Located.or(rule.target(), "");
    if (then != null && !own.contains(target)) {
      String why = " (the pool " + Shown.value(target) + " goes by its own algorithm)";
      problems.warn(then.place(), Shown.value(then.value()) + why);
    }
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
