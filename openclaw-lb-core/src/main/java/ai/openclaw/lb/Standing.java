package ai.openclaw.lb;

import org.jspecify.annotations.Nullable;

/**
 * An agent's state with the reason for it, as a person would want to read it.
 *
 * @param pause how long the state lasts at most; null where no time is set
 */
record Standing(AgentState state, String reason, @Nullable Pause pause) {
  static final Standing NEW = new Standing(AgentState.HEALTHY, "not checked yet");

  Standing(AgentState state, String reason) {
    this(state, reason, null);
  }
}
