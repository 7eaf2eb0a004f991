package ai.openclaw.lb.metrics;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.PoolsListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The meters of a document in one registry: those of each pool, as long as it is in the document, and
 * those of the reloads. Thread-safe.
 */
final class PoolsMeters implements PoolsListener {
  private static final String RELOADS = "openclaw.lb.reloads";

  private final AgentPools pools;
  private final MeterRegistry registry;
  private final MeterGroup reloads;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}, as is the field below. */
  private final Map<AgentPool, PoolMeters> byPool = new HashMap<>();

  private boolean removed;

  private PoolsMeters(AgentPools pools, MeterRegistry registry) {
    this.pools = pools;
    this.registry = registry;
    this.reloads = new MeterGroup(registry, Tags.empty());
  }

  static PoolsMeters of(AgentPools pools, MeterRegistry registry) {
    PoolsMeters meters = new PoolsMeters(pools, registry);
    meters.reloads.counter(
        RELOADS,
        "Reloads of the document",
        Tags.of("result", "applied"),
        () -> pools.reloadStatus().applied());
    meters.reloads.counter(
        RELOADS,
        "Reloads of the document",
        Tags.of("result", "failed"),
        () -> pools.reloadStatus().failed());
    pools.addListener(meters);
    pools.pools().forEach(meters::poolAdded);
    return meters;
  }

  @Override
  public void poolAdded(AgentPool pool) {
    lock.lock();
    try {
      // A pool that has left meanwhile is not told of again.
      if (!removed && pools.pools().contains(pool)) {
        byPool.computeIfAbsent(pool, added -> PoolMeters.of(added, registry));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void poolRemoved(AgentPool pool) {
    lock.lock();
    try {
      PoolMeters gone = byPool.remove(pool);
      if (gone != null) {
        gone.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  void remove() {
    pools.removeListener(this);
    lock.lock();
    try {
      removed = true;
      byPool.values().forEach(PoolMeters::remove);
      byPool.clear();
      reloads.remove();
    } finally {
      lock.unlock();
    }
  }
}
