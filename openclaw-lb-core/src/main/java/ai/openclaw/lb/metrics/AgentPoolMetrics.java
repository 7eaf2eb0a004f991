package ai.openclaw.lb.metrics;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentPools;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The meters of pools, for any Micrometer registry. docs/metrics.md lists them. Their tag values are
 * enumerated (pool, agent, status, reason), never taken from requests; those of an agent go when it
 * leaves its pool. Thread-safe.
 *
 * <pre>{@code
 * new AgentPoolMetrics(pools).bindTo(registry);
 * }</pre>
 */
public final class AgentPoolMetrics implements MeterBinder, AutoCloseable {
  private final List<AgentPool> pools;
  private final List<PoolMeters> bound = new CopyOnWriteArrayList<>();

  /** Meters for every pool of a document. */
  public AgentPoolMetrics(AgentPools pools) {
    this.pools = pools.pools();
  }

  /** Meters for one pool. */
  public AgentPoolMetrics(AgentPool pool) {
    this.pools = List.of(pool);
  }

  /** Registers the meters, which count from now on. One binder serves several registries. */
  @Override
  public void bindTo(MeterRegistry registry) {
    for (AgentPool pool : pools) {
      bound.add(PoolMeters.of(pool, registry));
    }
  }

  /** Removes the meters from every registry. Twice is fine. */
  @Override
  public void close() {
    bound.forEach(PoolMeters::remove);
    bound.clear();
  }
}
