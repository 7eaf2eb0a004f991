package ai.openclaw.lb;

import java.util.ArrayList;
import java.util.List;

/** The few agents that one call has tried. Not thread-safe, as its call. */
final class TriedAgents {
  /** What a call has tried before its first attempt. */
  static final TriedAgents NONE = new TriedAgents(List.of());

  private final List<PooledAgent> agents;

  private TriedAgents(List<PooledAgent> agents) {
    this.agents = agents;
  }

  /** Returns what has been tried once {@code agent} has been, too. */
  TriedAgents with(PooledAgent agent) {
    if (contains(agent)) {
      return this;
    }
    List<PooledAgent> more = new ArrayList<>(agents.size() + 1);
    more.addAll(agents);
    more.add(agent);
    return new TriedAgents(more);
  }

  boolean isEmpty() {
    return agents.isEmpty();
  }

  boolean contains(PooledAgent agent) {
    for (int i = 0; i < agents.size(); i++) {
      if (agents.get(i) == agent) {
        return true;
      }
    }
    return false;
  }
}
