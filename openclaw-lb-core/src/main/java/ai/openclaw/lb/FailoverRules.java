package ai.openclaw.lb;

import ai.openclaw.lb.config.FailoverConfig;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether an attempt that came to an outcome may be followed by another one. Immutable.
 *
 * <table>
 *   <caption>What is retried</caption>
 *   <tr><th>outcome</th><th>{@link Replay#ALWAYS}</th><th>{@link Replay#UNLESS_SENT}</th>
 *       <th>{@link Replay#NEVER}</th></tr>
 *   <tr><td>not sent</td><td>yes</td><td>yes</td><td>yes</td></tr>
 *   <tr><td>429, 503: refused</td><td>yes</td><td>yes</td><td>no</td></tr>
 *   <tr><td>other listed answers, sent and lost</td><td>yes</td>
 *       <td>{@code retry_non_idempotent}</td><td>no</td></tr>
 *   <tr><td>answers not listed, cancelled</td><td>no</td><td>no</td><td>no</td></tr>
 * </table>
 *
 * <p>The list of answers is {@code retry_on_status}; 429 and 503 are retried only if they are on it.
 */
final class FailoverRules {
  private static final Decision DISABLED = Decision.giveUp("failover is not enabled");
  private static final Decision CANCELLED = Decision.giveUp("the caller cancelled");
  private static final Decision ANSWERED = Decision.giveUp("the answer is the caller's");
  private static final Decision ONE_SHOT = Decision.giveUp("the body can't be sent again");
  private static final Decision ACTED_ON =
      Decision.giveUp("an agent may have acted on the request, which is not idempotent");

  private final boolean enabled;
  private final boolean retryNonIdempotent;
  private final BitSet statuses = new BitSet();

  FailoverRules(FailoverConfig config) {
    this.enabled = config.enabled();
    this.retryNonIdempotent = config.retryNonIdempotent();
    config.retries().retryOnStatus().forEach(statuses::set);
  }

  /** Returns the decision against a retry, or null where there may be one. */
  @Nullable
  Decision refusal(Outcome outcome, Replay replay) {
    return switch (outcome.kind()) {
      case CANCELLED -> CANCELLED;
      case NOT_SENT -> enabled ? null : DISABLED;
      case LOST -> enabled ? unlessActedOn(replay) : DISABLED;
      case ANSWERED -> enabled ? answered(outcome.status(), replay) : ANSWERED;
    };
  }

  private @Nullable Decision answered(int status, Replay replay) {
    if (status < 0 || !statuses.get(status)) {
      return ANSWERED;
    }
    boolean refused = status == 429 || status == 503;
    return refused ? unlessOneShot(replay) : unlessActedOn(replay);
  }

  private static @Nullable Decision unlessOneShot(Replay replay) {
    return replay == Replay.NEVER ? ONE_SHOT : null;
  }

  private @Nullable Decision unlessActedOn(Replay replay) {
    return switch (replay) {
      case ALWAYS -> null;
      case UNLESS_SENT -> retryNonIdempotent ? null : ACTED_ON;
      case NEVER -> ONE_SHOT;
    };
  }
}
