package ai.openclaw.lb;

import ai.openclaw.lb.health.ProbeCheck;

/**
 * Hears what happens in a pool. Events come in order, one at a time, off the request path; a
 * listener that throws or blocks disturbs neither calls nor probes.
 */
public interface PoolListener {
  /**
   * An agent's state changed.
   *
   * @param pool the pool's name
   * @param agent a live view of the agent
   * @param from the state before
   * @param to the state after
   * @param reason why, as a person would want to read it
   */
  default void agentStateChanged(
      String pool, Agent agent, AgentState from, AgentState to, String reason) {}

  /** An agent joined the pool at run time. */
  default void agentAdded(String pool, Agent agent) {}

  /** An agent left the pool; attempts that run on it finish. */
  default void agentRemoved(String pool, Agent agent) {}

  /** A health check of an agent has ended. */
  default void agentChecked(String pool, ProbeCheck check) {}

  /** An agent was given another weight, which it may reach later. */
  default void agentWeightChanged(String pool, Agent agent, double from, double to) {}

  /**
   * The pool goes by another configuration; what follows from it for agents is told beside it.
   *
   * @param pool the pool's name
   * @param changes what has changed
   */
  default void reloaded(String pool, PoolChanges changes) {}
}
