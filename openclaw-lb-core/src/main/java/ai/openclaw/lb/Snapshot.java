package ai.openclaw.lb;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a pick reads of a pool, published as one: its agents, those that may be picked, and for a
 * pool with rules those of each target. Immutable; two snapshots are never the same.
 */
final class Snapshot {
  private final List<PooledAgent> agents;
  private final Routable whole;
  private final @Nullable Targets targets;
  private final String pool;
  private final boolean closed;

  /**
   * @param agents every agent, in order
   * @param whole the routable ones
   * @param targets where its rules lead; null for a pool without rules
   * @param pool the pool's name
   * @param closed whether the pool has been closed
   */
  Snapshot(
      List<PooledAgent> agents,
      Routable whole,
      @Nullable Targets targets,
      String pool,
      boolean closed) {
    this.agents = agents;
    this.whole = whole;
    this.targets = targets;
    this.pool = pool;
    this.closed = closed;
  }

  /** Every agent, in order. */
  List<PooledAgent> agents() {
    return agents;
  }

  /** Where the pool's rules lead; null for a pool without rules. */
  @Nullable
  Targets targets() {
    return targets;
  }

  /**
   * The agents that a request may go to: its target's; the default's where that has none that is
   * routable and that the request has not tried, unless the rule is strict.
   */
  Routable routable(RequestContext context, TriedAgents tried) {
    return targets == null ? whole : targets.routable(context, tried);
  }

  /** All agents, as sessions know them. */
  StickyAgents stickyAgents() {
    return whole.stickyAgents();
  }

  /** Whether a call's target decides on its agents. */
  boolean hasTargets() {
    return targets != null;
  }

  /** Why none of {@code routable} takes a call, and when one may that cools. */
  NoAgentAvailableException noAgent(Routable routable, long nowNanos) {
    if (closed) {
      return refusal(Reason.CLOSED, null);
    }
    if (routable.hasFit()) {
      return refusal(Reason.ALL_SATURATED, null);
    }
    Duration earliest = routable.earliestCooled(nowNanos);
    return refusal(earliest == null ? Reason.NONE_HEALTHY : Reason.ALL_COOLING, earliest);
  }

  /** The caller's time is over. */
  NoAgentAvailableException outOfTime() {
    return refusal(Reason.OUT_OF_TIME, null);
  }

  /** That the pool admits no call now, whatever its agents could take. */
  NoAgentAvailableException overQuota(Duration retryAfter) {
    return closed ? refusal(Reason.CLOSED, null) : refusal(Reason.OVER_QUOTA, retryAfter);
  }

  private NoAgentAvailableException refusal(Reason reason, @Nullable Duration retryAfter) {
    return new NoAgentAvailableException(pool, reason, agents, retryAfter);
  }
}
