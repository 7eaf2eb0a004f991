package ai.openclaw.lb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Who wants to hear of the attempts on a pool's agents. Guarded by the pool's lock. */
final class AgentAudience {
  private final LongSupplier nanoTime;
  private final List<AgentListener.Factory> factories = new ArrayList<>();

  AgentAudience(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Lets the audience hear of an agent that joins. */
  void listenTo(PooledAgent agent) {
    factories.forEach(factory -> listen(factory, agent));
  }

  /** Adds a listener to each of these agents, and to those that join; returns the former. */
  List<AgentListener> add(AgentListener.Factory factory, Collection<PooledAgent> agents) {
    List<AgentListener> added =
        agents.stream().map(agent -> listen(factory, agent)).toList();
    factories.add(factory);
    return added;
  }

  /** Takes away what {@link #add} added, and returns it. */
  List<AgentListener> remove(AgentListener.Factory factory, Collection<PooledAgent> agents) {
    factories.removeIf(known -> known == factory);
    List<AgentListener> removed =
        agents.stream().flatMap(agent -> agent.listeners().of(factory)).toList();
    agents.forEach(agent -> agent.listeners(agent.listeners().without(factory)));
    return removed;
  }

  private AgentListener listen(AgentListener.Factory factory, PooledAgent agent) {
    AgentListener listener = Objects.requireNonNull(factory.listenTo(agent, nanoTime), "listener");
    agent.listeners(agent.listeners().with(factory, listener));
    return listener;
  }
}
