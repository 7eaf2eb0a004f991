package ai.openclaw.lb;

/** Whether a call may be sent a second time, to another agent, after its first attempt failed. */
public enum Replay {
  /** Always: the request is idempotent and its body can be sent again. */
  ALWAYS,
  /**
   * Unless an agent may have acted on it: the body can be sent again, but the request is not
   * idempotent. It is retried when it was not sent, or when the agent refused it (429, 503).
   */
  UNLESS_SENT,
  /** Never again: the body can be sent only once. It is retried only when nothing was sent. */
  NEVER
}
