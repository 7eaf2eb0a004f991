package ai.openclaw.lb;

import ai.openclaw.lb.config.BalancerConfig;
import ai.openclaw.lb.config.ConfigException;
import ai.openclaw.lb.config.PoolConfig;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration document at work: its pools, and the routing among them. Thread-safe. The
 * pools share one timer thread; {@link #close} stops them all.
 */
public final class AgentPools implements AutoCloseable {
  private final BalancerConfig document;
  private final List<AgentPool> pools;
  private final Map<String, AgentPool> byHost = new HashMap<>();
  private final PoolRouter router;
  private final String routedHost;
  private final @Nullable PoolThreads threads;

  private AgentPools(
      BalancerConfig document, List<AgentPool> pools, @Nullable PoolThreads threads) {
    this.document = document;
    this.pools = List.copyOf(pools);
    this.router = new PoolRouter(document, this.pools);
    this.routedHost = host(document.name());
    this.threads = threads;
    for (AgentPool pool : pools) {
      byHost.put(host(pool.name()), pool);
    }
  }

  /**
   * Reads a document and starts its pools.
   *
   * @throws ConfigException if the document can't be read or is not valid; it lists every problem
   */
  public static AgentPools fromYaml(Path file) {
    return fromYaml(file, PoolOptions.DEFAULTS);
  }

  /** As {@link #fromYaml(Path)}, from a reader, which stays open. */
  public static AgentPools fromYaml(Reader yaml) {
    return fromYaml(yaml, PoolOptions.DEFAULTS);
  }

  /** As {@link #fromYaml(Path)}, with what the embedding code supplies. */
  public static AgentPools fromYaml(Path file, PoolOptions options) {
    return start(options.reader().read(file), options);
  }

  /** As {@link #fromYaml(Reader)}, with what the embedding code supplies. */
  public static AgentPools fromYaml(Reader yaml, PoolOptions options) {
    return start(options.reader().read(yaml), options);
  }

  /** Returns the document of which this pool is the only one. Closing it closes the pool. */
  public static AgentPools of(AgentPool pool) {
    return new AgentPools(pool.document(), List.of(pool), null);
  }

  private static AgentPools start(BalancerConfig document, PoolOptions options) {
    PoolThreads threads = new PoolThreads(document.name(), options);
    List<AgentPool> pools = new ArrayList<>();
    try {
      PoolOptions ofDocument = options.quotasOf(document);
      for (PoolConfig pool : document.pools()) {
        pools.add(new AgentPool(document, pool, ofDocument, threads, null));
      }
      return new AgentPools(document, pools, threads);
    } catch (RuntimeException e) {
      pools.forEach(AgentPool::close);
      threads.close();
      throw e;
    }
  }

  /** The document's name, which is also the host of the URLs that {@link #route} decides. */
  public String name() {
    return document.name();
  }

  /** The document. */
  public BalancerConfig config() {
    return document;
  }

  /** Returns the pool that the document's routing gives to a request. */
  public AgentPool route(RequestContext context) {
    return router.route(context);
  }

  /** Whether requests to this host are balanced: it is a pool's name, or the document's. */
  public boolean balances(String host) {
    return routedHost.equalsIgnoreCase(host) || byHost.containsKey(host(host));
  }

  /**
   * Returns the pool for a request to a host: the pool of that name, or what the routing decides.
   *
   * @throws IllegalArgumentException if the host is not {@linkplain #balances balanced}
   */
  public AgentPool route(String host, RequestContext context) {
    AgentPool pool = named(host);
    return pool == null ? router.route(context) : router.follow(pool, context);
  }

  /**
   * Explains which pool a request would go to now and what the pool would do with it, as {@link
   * AgentPool#explain} does.
   */
  public Explanation explain(RequestContext context) {
    return router.explain(Objects.requireNonNull(context, "context"));
  }

  /**
   * As {@link #explain(RequestContext)}, for a request to a host.
   *
   * @throws IllegalArgumentException if the host is not {@linkplain #balances balanced}
   */
  public Explanation explain(String host, RequestContext context) {
    AgentPool pool = named(host);
    return pool == null ? explain(context) : router.explain(pool, context);
  }

  /** The pool of this host, or null where the routing decides. */
  private @Nullable AgentPool named(String host) {
    AgentPool pool = byHost.get(host(host));
    if (pool == null && !routedHost.equalsIgnoreCase(host)) {
      throw new IllegalArgumentException(
          "host: " + host + " (expected: " + routedHost + " or one of " + byHost.keySet() + ")");
    }
    return pool;
  }

  /**
   * Returns the pool of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public AgentPool pool(String name) {
    for (AgentPool pool : pools) {
      if (pool.name().equals(name)) {
        return pool;
      }
    }
    throw new IllegalArgumentException("pool: " + name + " (expected: one of "
        + pools.stream().map(AgentPool::name).toList() + ")");
  }

  /** The pools, in the document's order. */
  public List<AgentPool> pools() {
    return pools;
  }

  /** Returns every pool's state and counts at this moment, in the document's order. */
  public List<PoolStatus> status() {
    return pools.stream().map(AgentPool::status).toList();
  }

  /** The request header that carries each attribute which the document's rules read. */
  public Map<String, String> attributeHeaders() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String attribute : router.attributes()) {
      String named = document.requestAttributes().get(attribute);
      headers.put(attribute, named == null ? PoolRouter.usualHeader(attribute) : named);
    }
    return headers;
  }

  /** Closes every pool. Twice is fine. */
  @Override
  public void close() {
    pools.forEach(AgentPool::close);
    if (threads != null) {
      threads.close();
    }
  }

  @Override
  public String toString() {
    return "AgentPools[" + name() + ": " + pools + "]";
  }

  private static String host(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
