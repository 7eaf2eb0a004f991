package ai.openclaw.lb;

import java.time.Duration;

/**
 * What follows a failed attempt: another one at once, another one after a delay, or none.
 *
 * @param retry whether to ask an agent again, by {@link AgentCall#acquire}
 * @param delay how long to wait before that; zero for at once, and where there is no retry
 * @param exhausted whether the call might have been retried, but no agent or no retry is left: where
 *     the pool's fallback response is due
 * @param reason why, in words for a log or an error
 */
public record Decision(boolean retry, Duration delay, boolean exhausted, String reason) {
  static Decision retryNow(String reason) {
    return new Decision(true, Duration.ZERO, false, reason);
  }

  static Decision retryAfter(Duration delay, String reason) {
    return new Decision(true, delay, false, reason);
  }

  /** The outcome is not of a kind that is retried. */
  static Decision giveUp(String reason) {
    return new Decision(false, Duration.ZERO, false, reason);
  }

  static Decision exhausted(String reason) {
    return new Decision(false, Duration.ZERO, true, reason);
  }
}
