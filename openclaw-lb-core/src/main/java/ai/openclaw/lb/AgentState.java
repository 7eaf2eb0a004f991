package ai.openclaw.lb;

/** What a pool knows of one agent's fitness for new calls. */
public enum AgentState {
  /** Takes calls. */
  HEALTHY,
}
