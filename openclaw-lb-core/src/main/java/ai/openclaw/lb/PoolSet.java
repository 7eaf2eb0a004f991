package ai.openclaw.lb;

import ai.openclaw.lb.config.BalancerConfig;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pools of one version of a document, and the routing among them. Immutable. */
final class PoolSet {
  private final BalancerConfig document;
  private final List<AgentPool> pools;
  private final Map<String, AgentPool> byHost = new HashMap<>();
  private final PoolRouter router;
  private final String routedHost;
  private final Map<String, String> attributeHeaders;

  PoolSet(BalancerConfig document, List<AgentPool> pools) {
    this.document = document;
    this.pools = List.copyOf(pools);
    this.router = new PoolRouter(document, this.pools);
    this.routedHost = host(document.name());
    for (AgentPool pool : pools) {
      byHost.put(host(pool.name()), pool);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String attribute : router.attributes()) {
      String named = document.requestAttributes().get(attribute);
      headers.put(attribute, named == null ? PoolRouter.usualHeader(attribute) : named);
    }
    this.attributeHeaders = Collections.unmodifiableMap(headers);
  }

  BalancerConfig document() {
    return document;
  }

  List<AgentPool> pools() {
    return pools;
  }

  PoolRouter router() {
    return router;
  }

  Map<String, String> attributeHeaders() {
    return attributeHeaders;
  }

  boolean balances(String host) {
    return routedHost.equalsIgnoreCase(host) || byHost.containsKey(host(host));
  }

  /** The pool of this host, or null where the routing decides. */
  @Nullable
  AgentPool named(String host) {
    AgentPool pool = byHost.get(host(host));
    if (pool == null && !routedHost.equalsIgnoreCase(host)) {
      throw new IllegalArgumentException(
          "host: " + host + " (expected: " + routedHost + " or one of " + byHost.keySet() + ")");
    }
    return pool;
  }

  AgentPool route(String host, RequestContext context) {
    AgentPool pool = named(host);
    return pool == null ? router.route(context) : router.follow(pool, context);
  }

  /** The pool of this name; null where there is none. */
  @Nullable
  AgentPool find(String name) {
    for (AgentPool pool : pools) {
      if (pool.name().equals(name)) {
        return pool;
      }
    }
    return null;
  }

  private static String host(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
