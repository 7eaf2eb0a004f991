package ai.openclaw.lb.metrics;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentPools;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
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
  private final AgentPools pools;
  private final List<PoolsMeters> bound = new CopyOnWriteArrayList<>();

  /** Meters for every pool of a document, and for those that reloads bring. */
  public AgentPoolMetrics(AgentPools pools) {
    this.pools = Objects.requireNonNull(pools, "pools");
  }

  /** Meters for one pool. */
  public AgentPoolMetrics(AgentPool pool) {
    this(AgentPools.of(pool));
  }

  /** Registers the meters, which count from now on. One binder serves several registries. */
  @Override
  public void bindTo(MeterRegistry registry) {
    bound.add(PoolsMeters.of(pools, registry));
  }

  /** Removes the meters from every registry. Twice is fine. */
  @Override
  public void close() {
    bound.forEach(PoolsMeters::remove);
    bound.clear();
  }
}
