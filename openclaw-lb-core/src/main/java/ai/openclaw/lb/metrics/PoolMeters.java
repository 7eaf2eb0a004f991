package ai.openclaw.lb.metrics;

import ai.openclaw.lb.Agent;
import ai.openclaw.lb.AgentListener;
import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentState;
import ai.openclaw.lb.PoolChanges;
import ai.openclaw.lb.PoolListener;
import ai.openclaw.lb.health.ProbeCheck;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/** The meters of one pool and its agents in one registry. Thread-safe. */
final class PoolMeters implements PoolListener, AgentListener.Factory {
  private final AgentPool pool;
  private final MeterRegistry registry;
  private final CountMeters counts;
  private final DiscoveryMeters discovery;

  /** By id: the latest agent that joined by it. */
  private final ConcurrentMap<String, AgentMeters> agents = new ConcurrentHashMap<>();

  private PoolMeters(AgentPool pool, MeterRegistry registry) {
    this.pool = pool;
    this.registry = registry;
    this.counts = new CountMeters(pool, registry);
    this.discovery = new DiscoveryMeters(pool, registry);
  }

  static PoolMeters of(AgentPool pool, MeterRegistry registry) {
    PoolMeters meters = new PoolMeters(pool, registry);
    meters.counts.register();
    pool.addAgentListener(meters);
    pool.addListener(meters);
    meters.discovery.follow();
    return meters;
  }

  @Override
  public AgentListener listenTo(Agent agent, LongSupplier nanoTime) {
    AgentMeters meters = new AgentMeters(pool.name(), agent, nanoTime, registry);
    agents.put(agent.id(), meters);
    return meters;
  }

  @Override
  public void agentStateChanged(
      String poolName, Agent agent, AgentState from, AgentState to, String reason) {
    if (to == AgentState.EJECTED) {
      count(
          agent.id(), "openclaw.lb.ejections", "Times that calls took the agent out", Tags.empty());
    }
  }

  @Override
  public void agentChecked(String poolName, ProbeCheck check) {
    count(
        check.target().agentId(),
        "openclaw.lb.probes",
        "Health checks",
        Tags.of("result", check.result().passed() ? "passed" : "failed"));
  }

  private void count(String agentId, String name, String description, Tags tags) {
    AgentMeters meters = agents.get(agentId);
    if (meters != null) {
      meters.counter(name, description, tags).increment();
    }
  }

  @Override
  public void reloaded(String poolName, PoolChanges changes) {
    discovery.follow();
  }

  @Override
  public void agentRemoved(String poolName, Agent agent) {
    agents.computeIfPresent(agent.id(), (id, meters) -> meters.isOf(agent) ? null : meters);
  }

  void remove() {
    counts.remove();
    pool.removeListener(this);
    pool.removeAgentListener(this);
    discovery.remove();
  }
}
