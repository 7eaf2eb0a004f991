package ai.openclaw.lb;

import ai.openclaw.lb.config.BalancerConfig;
import ai.openclaw.lb.config.ConfigException;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.health.HealthProbe;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pools of a document that may change: which version is in force, and how another one takes its
 * place, whole or not at all. Reloads are serial. Thread-safe.
 */
final class PoolsReload implements AutoCloseable {
  /** How long a pool that has left the document serves calls that have begun. */
  private static final Duration FAREWELL = Duration.ofMinutes(1);

  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb");

  private final PoolOptions options;
  private final PoolThreads threads;
  private final PoolsAudience audience = new PoolsAudience();
  private final LongAdder applied = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** What spoke against the latest document; null where nothing did. Written by every reload. */
  private volatile @Nullable String problems;

  /** Pools that have left the document and are not closed yet. */
  private final Queue<AgentPool> leaving = new ConcurrentLinkedQueue<>();

  /** Written by reloads, read by every call. */
  private volatile PoolSet pools;

  /** With the quotas of the document's store. Touched by reloads alone. */
  private PoolOptions quotas;

  /** What asks the health endpoint; null for the JDK's client. Guarded by the reloads' lock. */
  private @Nullable Function<HealthCheckConfig, HealthProbe> prober;

  /** Guarded by the reloads' lock, as is the field below. */
  private final List<DocumentWatch> watches = new ArrayList<>();

  /** Set once by {@link #close}. */
  private boolean closed;

  PoolsReload(BalancerConfig document, PoolOptions options, PoolThreads threads) {
    this.options = options;
    this.threads = threads;
    this.quotas = options.quotasOf(document);
    PoolsUpdate update = new PoolsUpdate(document, quotas);
    update.prepare(null, config -> start(document, config, quotas));
    this.pools = update.pools();
  }

  private AgentPool start(BalancerConfig document, PoolConfig config, PoolOptions itsQuotas) {
    return new AgentPool(document, config, itsQuotas, threads, null, prober);
  }

  PoolSet pools() {
    return pools;
  }

  PoolOptions options() {
    return options;
  }

  ReloadStatus status() {
    return new ReloadStatus(applied.sum(), failed.sum(), problems);
  }

  PoolsAudience audience() {
    return audience;
  }

  /** As {@link ConfiguredPool#checkWith}, for all pools or, where it throws, for none. */
  void checkWith(Function<HealthCheckConfig, HealthProbe> source) {
    threads.reloading().lock();
    try {
      List<Runnable> replacing =
          pools.pools().stream().map(pool -> pool.parts().checksBy(source)).toList();
      replacing.forEach(Runnable::run);
      prober = source;
    } finally {
      threads.reloading().unlock();
    }
  }

  /** Reads a document and goes by it; where that fails, everything stays as it was. */
  void reload(Supplier<BalancerConfig> reading) {
    try {
      follow(reading.get());
    } catch (RuntimeException e) {
      String why = Objects.requireNonNullElse(e.getMessage(), e.toString());
      failed.increment();
      problems = why;
      audience.hears(listener -> listener.reloadFailed(why));
      audience.tell();
      throw e;
    }
  }

  /** Reloads a file whenever its content changes; {@code then} follows where that goes well. */
  DocumentWatch watch(Path file, Runnable then) {
    DocumentWatch watch = new DocumentWatch(
        file,
        content -> reload(content, file, then),
        threads.scheduler(),
        threads.listenerExecutor());
    threads.reloading().lock();
    try {
      checkOpen();
      watches.removeIf(DocumentWatch::isClosed);
      watches.add(watch.start());
    } finally {
      threads.reloading().unlock();
    }
    return watch;
  }

  private void reload(byte[] content, Path file, Runnable then) {
    try {
      reload(() -> options.reader().read(content, file));
      then.run();
    } catch (RuntimeException e) {
      LOGGER.log(
          Level.ERROR,
          "the configuration stays as it was: " + e.getMessage(),
          e instanceof ConfigException ? null : e);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("reload: the pools are closed");
    }
  }

  private void follow(BalancerConfig document) {
    List<PoolsUpdate.Told> told;
    threads.reloading().lock();
    try {
      checkOpen();
      told = apply(document);
    } finally {
      threads.reloading().unlock();
    }
    told.forEach(each -> each.pool().tell(each.changes()));
    audience.tell();
  }

  private List<PoolsUpdate.Told> apply(BalancerConfig document) {
    PoolSet before = pools;
    if (before.document().equals(document)) {
      problems = null;
      return List.of();
    }
    boolean sameStore = Objects.equals(before.document().quotaStore(), document.quotaStore());
    PoolOptions itsQuotas = sameStore ? quotas : options.quotasOf(document);
    PoolsUpdate update = new PoolsUpdate(document, itsQuotas);
    update.prepare(before, config -> start(document, config, itsQuotas));
    quotas = itsQuotas;
    List<PoolsUpdate.Told> told = update.apply();
    PoolSet after = update.pools();
    pools = after;
    applied.increment();
    problems = null;
    update.added().forEach(this::added);
    before.pools().stream().filter(pool -> after.find(pool.name()) == null).forEach(this::removed);
    return told;
  }

  private void added(AgentPool pool) {
    LOGGER.log(Level.INFO, "pool=" + pool.name() + " added");
    audience.hears(listener -> listener.poolAdded(pool));
  }

  private void removed(AgentPool pool) {
    LOGGER.log(Level.INFO, "pool=" + pool.name() + " removed: calls that have begun finish");
    pool.parts().retire();
    leaving.add(pool);
    try {
      Future<?> unused =
          threads.scheduler().schedule(() -> close(pool), FAREWELL.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException shutDown) {
      close(pool);
    }
    audience.hears(listener -> listener.poolRemoved(pool));
  }

  private void close(AgentPool pool) {
    leaving.remove(pool);
    pool.close();
  }

  @Override
  public void close() {
    threads.reloading().lock();
    try {
      closed = true;
      watches.forEach(DocumentWatch::close);
    } finally {
      threads.reloading().unlock();
    }
    pools.pools().forEach(AgentPool::close);
    leaving.forEach(AgentPool::close);
    leaving.clear();
    threads.close();
  }
}
