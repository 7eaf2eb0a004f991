package ai.openclaw.lb.strategy;

/** How an attempt ended, as far as it says something about the agent. */
public enum AttemptResult {
  /** The agent answered, with a status that does not blame it. */
  SUCCESS,
  /** The agent could not be reached, broke off, timed out or answered with a server error. */
  FAILURE,
  /** The agent asked to be spared: 429, or 503 with {@code Retry-After}. */
  REFUSED,
  /** The caller cancelled: says nothing about the agent. */
  CANCELLED
}
