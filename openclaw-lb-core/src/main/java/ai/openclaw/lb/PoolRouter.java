package ai.openclaw.lb;

import ai.openclaw.lb.Explanation.Step;
import ai.openclaw.lb.config.BalancerConfig;
import ai.openclaw.lb.config.RouteConfig;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A document's {@code routing}: the first route that fits the request names the pool; the default
 * otherwise, or the document's first pool where it has no default. Where the pool's own rules then
 * name another pool, it is that one, as long as it has a routable agent. Immutable.
 */
final class PoolRouter {
  private final List<RouteConfig> routes;
  private final RuleIndex index;
  private final AgentPool[] poolOf;
  private final Map<String, AgentPool> pools = new LinkedHashMap<>();
  private final AgentPool otherwise;
  private final boolean hasRoutes;

  PoolRouter(BalancerConfig document, List<AgentPool> pools) {
    for (AgentPool pool : pools) {
      this.pools.put(pool.name(), pool);
    }
    AgentPool first = pools.get(0);
    List<RouteConfig> all = document.routing();
    this.hasRoutes = !all.isEmpty();
    boolean hasDefault = !all.isEmpty() && all.get(all.size() - 1).isDefault();
    this.routes = hasDefault ? all.subList(0, all.size() - 1) : all;
    this.index = new RuleIndex(routes.stream().map(RouteConfig::match).toList());
    this.poolOf = routes.stream()
        .map(route -> this.pools.getOrDefault(route.pool(), first))
        .toArray(AgentPool[]::new);
    this.otherwise =
        hasDefault ? this.pools.getOrDefault(all.get(all.size() - 1).pool(), first) : first;
  }

  AgentPool route(RequestContext context) {
    int route = index.first(context);
    return follow(route == RuleIndex.NONE ? otherwise : poolOf[route], context);
  }

  /** What {@link #route} would decide, and what the pool would do then. */
  Explanation explain(RequestContext context) {
    int route = index.first(context);
    AgentPool pool = route == RuleIndex.NONE ? otherwise : poolOf[route];
    Step step = route == RuleIndex.NONE
        ? new Step("routing default", "", pool.name(), null)
        : new Step(
            "routing[" + route + "]", Explainer.text(routes.get(route).match()), pool.name(), null);
    Explanation explanation = explain(pool, context);
    return hasRoutes ? explanation.after(List.of(step)) : explanation;
  }

  /** What {@link #follow} would decide, and what the pool would do then. */
  Explanation explain(AgentPool pool, RequestContext context) {
    AgentPool followed = follow(pool, context);
    Explanation explanation = followed.explain(context);
    if (followed == pool) {
      return explanation;
    }
    RoutingRules rules = pool.routingRules();
    int rule = rules.first(context);
    return explanation.after(Explainer.steps(rules, rule, followed != target(pool, rule)));
  }

  /** The pool that a pool's rules send the request to: another one, or itself. */
  AgentPool follow(AgentPool pool, RequestContext context) {
    RoutingRules rules = pool.routingRules();
    if (!rules.leavesPool()) {
      return pool;
    }
    int rule = rules.first(context);
    boolean stands = rules.rule(rule).strict() || takes(pool, rule, context);
    return target(pool, stands ? rule : rules.defaultRule());
  }

  private boolean takes(AgentPool pool, int rule, RequestContext context) {
    AgentPool target = target(pool, rule);
    return target == pool ? !pool.givesUp(rule) : target.hasRoutable(context);
  }

  private AgentPool target(AgentPool pool, int rule) {
    RoutingRules rules = pool.routingRules();
    return rules.isOwn(rule) ? pool : pools.getOrDefault(rules.rule(rule).target(), pool);
  }

  /** Every attribute that a route or a pool's rule reads. */
  Set<String> attributes() {
    Set<String> attributes = new LinkedHashSet<>(index.attributes());
    pools.values().forEach(pool -> attributes.addAll(pool.attributes()));
    return attributes;
  }

  /** The usual header of an attribute: {@code X-User-Tier} for {@code user_tier}. */
  static String usualHeader(String attribute) {
    StringBuilder header = new StringBuilder("X-");
    boolean wordStarts = true;
    for (int i = 0; i < attribute.length(); i++) {
      char c = attribute.charAt(i);
      boolean separates = c == '_' || c == '.' || c == '-';
      header.append(separates ? '-' : wordStarts ? Character.toUpperCase(c) : c);
      wordStarts = separates;
    }
    return header.toString();
  }
}
