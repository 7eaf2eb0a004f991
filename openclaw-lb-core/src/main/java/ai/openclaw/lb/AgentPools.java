package ai.openclaw.lb;

import ai.openclaw.lb.config.BalancerConfig;
import ai.openclaw.lb.config.ConfigException;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.health.HealthProbe;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration document at work: its pools, and the routing among them. Thread-safe. The
 * pools share one timer thread; {@link #close} stops them all.
 */
public final class AgentPools implements AutoCloseable {
  /** What reloads work on; null where there is one pool that has its own document. */
  private final @Nullable PoolsReload reload;

  /** The one pool; null where a document may be reloaded. */
  private final @Nullable PoolSet fixed;

  /** The watch that the document has asked for. */
  private final AtomicReference<@Nullable DocumentWatch> documentsWatch = new AtomicReference<>();

  private AgentPools(@Nullable PoolsReload reload, @Nullable PoolSet fixed) {
    this.reload = reload;
    this.fixed = fixed;
  }

  /**
   * Reads a document and starts its pools. With {@code watch: true} they follow the file from then on.
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
    AgentPools pools = start(options.reader().read(file), options);
    pools.watchAsAsked(file);
    return pools;
  }

  /** As {@link #fromYaml(Reader)}, with what the embedding code supplies. */
  public static AgentPools fromYaml(Reader yaml, PoolOptions options) {
    return start(options.reader().read(yaml), options);
  }

  /** Returns the document of which this pool is the only one. Closing it closes the pool. */
  public static AgentPools of(AgentPool pool) {
    return new AgentPools(null, new PoolSet(pool.document(), List.of(pool)));
  }

  private static AgentPools start(BalancerConfig document, PoolOptions options) {
    PoolThreads threads = new PoolThreads(document.name(), options);
    try {
      return new AgentPools(new PoolsReload(document, options, threads), null);
    } catch (RuntimeException | Error e) {
      threads.close();
      throw e;
    }
  }

  /**
   * Reads a document and goes by it, whole or not at all. It is applied as a difference: agents keep
   * their state by id, new ones start slowly, gone ones leave when their attempts have ended, weights
   * rise gradually, and what was changed at run time stands where both documents agree. An agent of
   * another address is a new one. Calls that have begun go on by what they began with.
   *
   * @throws ConfigException if the document can't be read or is not valid; nothing has changed then
   * @throws IllegalStateException if these pools are closed, or are an {@link #of AgentPool's}
   */
  public void reload(Path file) {
    PoolsReload its = reload();
    its.reload(() -> its.options().reader().read(file));
    watchAsAsked(file);
  }

  /** As {@link #reload(Path)}, from a reader, which stays open. */
  public void reload(Reader yaml) {
    PoolsReload its = reload();
    its.reload(() -> its.options().reader().read(yaml));
  }

  /**
   * Follows a file from now on: {@linkplain #reload(Path) reloads} it when its content has changed and
   * has then been the same for a tenth of a second. A document that is refused is one line of level {@code ERROR}
   * for each version of it. A file that is away, or comes back, changes nothing.
   *
   * @return the watch, to be closed where it is to end before these pools
   * @throws IllegalStateException if these pools are an {@link #of AgentPool's}
   */
  public DocumentWatch watch(Path file) {
    return reload().watch(file, () -> {});
  }

  private void watchAsAsked(Path file) {
    boolean asked = now().document().watch();
    DocumentWatch known = documentsWatch.get();
    if (known != null && asked && known.file().equals(file)) {
      return;
    }
    DocumentWatch next = asked ? reload().watch(file, () -> watchAsAsked(file)) : null;
    DocumentWatch before = documentsWatch.getAndSet(next);
    if (before != null) {
      before.close();
    }
  }

  private PoolsReload reload() {
    if (reload == null) {
      throw new IllegalStateException(
          "pools of one AgentPool: no reload (expected: AgentPools.fromYaml)");
    }
    return reload;
  }

  private PoolSet now() {
    return reload != null ? reload.pools() : Objects.requireNonNull(fixed);
  }

  /** Returns how the reloads have gone so far. */
  public ReloadStatus reloadStatus() {
    return reload == null ? ReloadStatus.NONE : reload.status();
  }

  /** Adds a listener for what reloads do from now on. */
  public void addListener(PoolsListener listener) {
    Objects.requireNonNull(listener, "listener");
    if (reload != null) {
      reload.audience().add(listener);
    }
  }

  /** Removes a listener that was added. */
  public void removeListener(PoolsListener listener) {
    if (reload != null) {
      reload.audience().remove(listener);
    }
  }

  /** As {@link AgentPool#checkHealthWith}, for each pool, and those that reloads bring. */
  public void checkHealthWith(Function<HealthCheckConfig, HealthProbe> source) {
    Objects.requireNonNull(source, "source");
    if (reload != null) {
      reload.checkWith(source);
    } else {
      pools().forEach(pool -> pool.checkHealthWith(source));
    }
  }

  /** The document's name, which is also the host of the URLs that {@link #route} decides. */
  public String name() {
    return now().document().name();
  }

  /** The document in force. */
  public BalancerConfig config() {
    return now().document();
  }

  /** Returns the pool that the document's routing gives to a request. */
  public AgentPool route(RequestContext context) {
    return now().router().route(context);
  }

  /** Whether requests to this host are balanced: it is a pool's name, or the document's. */
  public boolean balances(String host) {
    return now().balances(host);
  }

  /**
   * Returns the pool for a request to a host: the pool of that name, or what the routing decides.
   *
   * @throws IllegalArgumentException if the host is not {@linkplain #balances balanced}
   */
  public AgentPool route(String host, RequestContext context) {
    return now().route(host, context);
  }

  /**
   * Returns the pool for a request to a host, as {@link #route(String, RequestContext)} does, or null
   * where the host is not {@linkplain #balances balanced}.
   */
  public @Nullable AgentPool find(String host, RequestContext context) {
    PoolSet now = now();
    return now.balances(host) ? now.route(host, context) : null;
  }

  /**
   * Explains which pool a request would go to now and what the pool would do with it, as {@link
   * AgentPool#explain} does.
   */
  public Explanation explain(RequestContext context) {
    return now().router().explain(Objects.requireNonNull(context, "context"));
  }

  /**
   * As {@link #explain(RequestContext)}, for a request to a host.
   *
   * @throws IllegalArgumentException if the host is not {@linkplain #balances balanced}
   */
  public Explanation explain(String host, RequestContext context) {
    PoolSet now = now();
    AgentPool pool = now.named(host);
    Objects.requireNonNull(context, "context");
    return pool == null ? now.router().explain(context) : now.router().explain(pool, context);
  }

  /**
   * Returns the pool of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public AgentPool pool(String name) {
    PoolSet now = now();
    AgentPool pool = now.find(name);
    if (pool != null) {
      return pool;
    }
    throw new IllegalArgumentException("pool: " + name + " (expected: one of "
        + now.pools().stream().map(AgentPool::name).toList() + ")");
  }

  /** The pools of this moment, in the document's order. */
  public List<AgentPool> pools() {
    return now().pools();
  }

  /** Returns every pool's state and counts at this moment, in the document's order. */
  public List<PoolStatus> status() {
    return pools().stream().map(AgentPool::status).toList();
  }

  /**
   * The request header that carries each attribute which the document's rules read. The same object
   * until a reload changes something.
   */
  public Map<String, String> attributeHeaders() {
    return now().attributeHeaders();
  }

  /** Closes every pool, and ends every watch. Twice is fine. */
  @Override
  public void close() {
    if (reload == null) {
      pools().forEach(AgentPool::close);
    } else {
      reload.close();
    }
  }

  @Override
  public String toString() {
    return "AgentPools[" + name() + ": " + pools() + "]";
  }
}
