package ai.openclaw.lb.config;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration document, every default filled in. Immutable.
 *
 * @param name the host name under which callers reach {@code routing}
 * @param version the document's own, as written
 * @param listen where the standalone process listens, {@code host:port}: {@code lb.listen}
 * @param pools one at least, names unique whatever their case
 * @param routing in order; the default is the last one; may be empty
 * @param requestAttributes from a request attribute to the header that carries it, where it is not
 *     the usual one
 * @param quotaStore where quotas are kept that several processes share; null where each keeps its own
 * @param admin where the standalone process is steered
 * @param watch whether the file is read again when it changes, without a restart
 */
public record BalancerConfig(
    String name,
    @Nullable String version,
    @Nullable String listen,
    List<PoolConfig> pools,
    List<RouteConfig> routing,
    Map<String, String> requestAttributes,
    @Nullable QuotaStoreConfig quotaStore,
    AdminConfig admin,
    boolean watch) {
  /** The {@link #name} of a document without one. */
  public static final String DEFAULT_NAME = "openclaw-lb";

  static final String EXPECTED_POOL_NAME = "a name of its own, whatever its case";
  static final String EXPECTED_TARGET = "an instance's id or group in the pool, or a pool's name";
  static final String EXPECTED_POOL = "a pool's name";

  /**
   * Checks every component, and that routes and rules name something.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public BalancerConfig {
    Rules.NAME.check("name", name);
    if (version != null) {
      Rules.LABEL.check("version", version);
    }
    if (listen != null) {
      Rules.LISTEN_ADDRESS.check("lb.listen", listen);
    }
    pools = List.copyOf(pools);
    routing = List.copyOf(routing);
    requestAttributes.forEach((attribute, header) -> {
      Rules.NAME.check("request_attributes", attribute);
      Rules.TOKEN_NAME.check("request_attributes." + attribute, header);
    });
    requestAttributes = Collections.unmodifiableMap(new LinkedHashMap<>(requestAttributes));
    if (pools.isEmpty()) {
      throw new IllegalArgumentException(Shown.problem("pools", pools, "one pool at least"));
    }
    checkNames(pools);
    Matches.checkOrder("routing", routing.stream().map(RouteConfig::match).toList());
    checkTargets(pools, routing);
    Objects.requireNonNull(admin, "admin");
  }

  /** A document of one pool, with every default and without routing. */
  public static BalancerConfig of(PoolConfig pool) {
    return new BalancerConfig(
        DEFAULT_NAME,
        null,
        null,
        List.of(pool),
        List.of(),
        Map.of(),
        null,
        AdminConfig.DEFAULT,
        false);
  }

  private static void checkNames(List<PoolConfig> pools) {
    Set<String> names = new HashSet<>();
    for (PoolConfig pool : pools) {
      if (!names.add(pool.name().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(Shown.problem("name", pool.name(), EXPECTED_POOL_NAME));
      }
    }
  }

  private static void checkTargets(List<PoolConfig> pools, List<RouteConfig> routing) {
    Set<String> names = pools.stream().map(PoolConfig::name).collect(Collectors.toSet());
    Rule<String> known = new Rule<>(EXPECTED_POOL, names::contains);
    routing.forEach(route -> known.check("routing.pool", route.pool()));
    for (PoolConfig pool : pools) {
      if (pool.membership().discovery().isDynamic()) {
        continue; // the names of its agents are not known yet
      }
      Set<String> own = new HashSet<>();
      pool.instances().forEach(instance -> addNames(instance, own));
      Rule<String> target =
          new Rule<>(EXPECTED_TARGET, name -> own.contains(name) || names.contains(name));
      pool.routingRules().forEach(rule -> target.check("routing_rules.target", rule.target()));
    }
  }

  private static void addNames(AgentConfig instance, Set<String> targets) {
    targets.add(instance.id());
    if (instance.group() != null) {
      targets.add(instance.group());
    }
  }
}
