package ai.openclaw.lb;

/** An agent's state with the reason for it, as a person would want to read it. */
record Standing(AgentState state, String reason) {
  static final Standing NEW = new Standing(AgentState.HEALTHY, "not checked yet");
}
