package ai.openclaw.lb;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The waits of one call for agents that are full, one after the other. Not thread-safe, as its call. */
final class WaitsForRoom {
  private final CallPath path;
  private final RequestContext context;
  private final Session session;
  private final Replay replay;
  private final CallTime time;

  /** How long the waits that are over took. */
  private Duration waited = Duration.ZERO;

  private @Nullable Waiting current;

  WaitsForRoom(
      CallPath path, RequestContext context, Session session, Replay replay, CallTime time) {
    this.path = path;
    this.context = context;
    this.session = session;
    this.replay = replay;
    this.time = time;
  }

  /** Joins those that wait; null where there is no point in it, no time for it, or no room. */
  @Nullable
  Waiting join(NoAgentAvailableException refusal, TriedAgents tried, Runnable ready) {
    cancel();
    Duration longest = longest();
    if (refusal.reason() != Reason.ALL_SATURATED || longest.isZero()) {
      return null;
    }
    Pause pause = new Pause(path.nanoTime(), longest.toNanos());
    Waiting waiting = new Waiting(path, context, session, replay, tried, pause, ready);
    current = path.waiting().join(waiting) ? waiting : null;
    return current;
  }

  private Duration longest() {
    Duration left = path.waiting().timeout().minus(waited);
    Duration callLeft = time.left();
    Duration shorter = callLeft != null && callLeft.compareTo(left) < 0 ? callLeft : left;
    return shorter.isNegative() ? Duration.ZERO : shorter;
  }

  /** Ends the wait that lasts; returns what was reserved by it, or null where nothing was. */
  @Nullable
  Lease take() {
    Waiting waiting = current;
    if (waiting == null) {
      return null;
    }
    current = null;
    waited = waited.plus(waiting.elapsed());
    return waiting.take();
  }

  /** Ends the wait that lasts, and gives back what was reserved by it. */
  void cancel() {
    if (current != null) {
      waited = waited.plus(current.elapsed());
      current.cancel();
      current = null;
    }
  }
}
