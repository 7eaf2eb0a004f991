package ai.openclaw.lb;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a pick reads of a pool, published as one: its agents, those that may be picked, and for a
 * pool with rules those of each target. Immutable; two snapshots are never the same.
 */
final class Snapshot {
  private final List<PooledAgent> agents;
  private final Routable whole;
  private final Map<String, Routable> targets;

  /**
   * The pauses of agents that cool, as this snapshot knows them: an agent's own standing may be ahead of
   * it, and a call that finds neither the agent nor its pause would give up on a pool that is well.
   */
  private final List<Pause> cooling;

  private final RoutingRules rules;
  private final boolean closed;

  /**
   * @param agents every agent, in order
   * @param whole the routable ones
   * @param targets the routable ones of each target that the rules name
   * @param cooling the pauses of those that have asked to be spared
   * @param rules where a request goes; empty for a pool without rules
   * @param closed whether the pool has been closed
   */
  Snapshot(
      List<PooledAgent> agents,
      Routable whole,
      Map<String, Routable> targets,
      List<Pause> cooling,
      RoutingRules rules,
      boolean closed) {
    this.agents = agents;
    this.whole = whole;
    this.targets = targets;
    this.cooling = cooling;
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

  /** All agents, as sessions know them. */
  StickyAgents stickyAgents() {
    return whole.stickyAgents();
  }

  /** Whether a call's target decides on its agents. */
  boolean hasTargets() {
    return !rules.isEmpty();
  }

  /** Why none of {@code routable} takes a call, and when one may that cools. */
  NoAgentAvailableException noAgent(Routable routable, long nowNanos) {
    if (closed) {
      return refusal(Reason.CLOSED, null);
    }
    if (routable.hasFit()) {
      return refusal(Reason.ALL_SATURATED, null);
    }
    Duration earliest = earliestCooled(nowNanos);
    return refusal(earliest == null ? Reason.NONE_HEALTHY : Reason.ALL_COOLING, earliest);
  }

  /** The caller's time is over. */
  NoAgentAvailableException outOfTime() {
    return refusal(Reason.OUT_OF_TIME, null);
  }

  private NoAgentAvailableException refusal(Reason reason, @Nullable Duration retryAfter) {
    return new NoAgentAvailableException(rules.pool(), reason, agents, retryAfter);
  }

  /** In what time the first of the agents that cool is to be asked again; null where none cools. */
  @Nullable
  Duration earliestCooled(long nowNanos) {
    long earliest = Long.MAX_VALUE;
    for (Pause pause : cooling) {
      earliest = Math.min(earliest, pause.left(nowNanos));
    }
    return earliest == Long.MAX_VALUE ? null : Duration.ofNanos(earliest);
  }
}
