package ai.openclaw.lb;

import java.net.URI;

/** One agent of a pool: a live, read-only, thread-safe view. */
public interface Agent {
  /** The agent's id, unique in its pool. */
  String id();

  /** Where the agent is: scheme, host, explicit port, and a base path or none. */
  URI uri();

  /** The weight that the configuration or {@link AgentPool#setWeight} gave it, not yet reached perhaps. */
  double weight();

  /** The weight in force: on its way to {@link #weight}, or less at a slow start or under heavy load. */
  default double effectiveWeight() {
    return weight();
  }

  /** Attempts that run on it now: from their admission until their response bodies end. */
  int inFlight();

  /** Its fitness for new calls. */
  AgentState state();

  /**
   * Greater than before, and than that of any agent before, each time that the agent begins anew: when it
   * joins, is ejected, or comes back from an ejection, an outage or a drain. What was known of it by then,
   * and connections to it, may be of a process that is no more.
   */
  long generation();
}
