package ai.openclaw.lb;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import java.util.List;
import java.util.Map;

/**
 * All that a pick reads of a pool, published as one: its agents, those that may be picked, and for a
 * pool with rules those of each target. Immutable; two snapshots are never the same.
 */
final class Snapshot {
  private final List<PooledAgent> agents;
  private final Routable whole;
  private final Map<String, Routable> targets;
  private final RoutingRules rules;
  private final boolean closed;

  /**
   * @param agents every agent, in order
   * @param whole the routable ones
   * @param targets the routable ones of each target that the rules name
   * @param rules where a request goes; empty for a pool without rules
   * @param closed whether the pool has been closed
   */
  Snapshot(
      List<PooledAgent> agents,
      Routable whole,
      Map<String, Routable> targets,
      RoutingRules rules,
      boolean closed) {
    this.agents = agents;
    this.whole = whole;
    this.targets = targets;
    this.rules = rules;
    this.closed = closed;
  }

  /** The agents that a request may go to: its target's, else the default's, else all. */
  Routable routable(RequestContext context) {
    if (rules.isEmpty()) {
      return whole;
    }
    Routable matched = targets.getOrDefault(rules.target(context), whole);
    return matched.isEmpty() ? targets.getOrDefault(rules.defaultTarget(), whole) : matched;
  }

  NoAgentAvailableException noAgent(Routable routable) {
    return new NoAgentAvailableException(rules.pool(), reason(routable), agents);
  }

  private Reason reason(Routable routable) {
    if (closed) {
      return Reason.CLOSED;
    }
    return routable.isEmpty() ? Reason.NONE_HEALTHY : Reason.ALL_SATURATED;
  }
}
