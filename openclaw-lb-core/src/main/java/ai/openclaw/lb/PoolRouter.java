package ai.openclaw.lb;

import ai.openclaw.lb.config.BalancerConfig;
import ai.openclaw.lb.config.RouteConfig;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A document's {@code routing}: the first route whose attributes all equal the request's names the
 * pool; the default otherwise, or the document's first pool where it has no default. Where the
 * pool's own rules then name another pool, it is that one. Immutable.
 */
final class PoolRouter {
  private final List<RouteConfig> routes;
  private final Map<String, AgentPool> pools = new LinkedHashMap<>();
  private final AgentPool first;

  PoolRouter(BalancerConfig document, List<AgentPool> pools) {
    this.routes = document.routing();
    for (AgentPool pool : pools) {
      this.pools.put(pool.name(), pool);
    }
    this.first = pools.get(0);
  }

  AgentPool route(RequestContext context) {
    return follow(pools.getOrDefault(poolName(context), first), context);
  }

  /** The pool that a pool's rules send the request to: another one, or itself. */
  AgentPool follow(AgentPool pool, RequestContext context) {
    RoutingRules rules = pool.routingRules();
    if (rules.isEmpty()) {
      return pool;
    }
    String target = rules.target(context);
    return rules.isOwn(target) ? pool : pools.getOrDefault(target, pool);
  }

  /** Every attribute that a route or a pool's rule reads. */
  Set<String> attributes() {
    Set<String> attributes = new LinkedHashSet<>();
    routes.forEach(route -> attributes.addAll(route.match().keySet()));
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

  private String poolName(RequestContext context) {
    for (RouteConfig route : routes) {
      if (RoutingRules.matches(route.match(), context.attributes())) {
        return route.pool();
      }
    }
    return first.name();
  }
}
