package ai.openclaw.lb;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One caller's request with its failover: it hands out an attempt at a time, never on an agent that
 * this call has tried while another one is left, and decides what follows a failed one. Not
 * thread-safe: one thread at a time uses it, with a happens-before edge in between.
 *
 * <pre>{@code
 * AgentCall call = pool.newCall(context, Replay.UNLESS_SENT);
 * for (;;) {
 *   Lease lease = call.acquire();
 *   Outcome outcome = send(lease);                  // completes the lease where it succeeds
 *   if (outcome == null) return;
 *   Decision decision = call.failed(lease, outcome);
 *   if (!decision.retry()) throw new IOException(decision.reason());
 *   pause(decision.delay());
 * }
 * }</pre>
 */
public final class AgentCall {
  private static final Decision ANOTHER_AGENT = Decision.retryNow("another agent is left");
  private static final Decision NONE_LEFT = Decision.exhausted("no agent is fit for new calls");

  private final CallPath path;
  private final RequestContext context;
  private final Replay replay;

  private TriedAgents tried = TriedAgents.NONE;
  private int attempts;

  /** What the latest attempt came to where another one may follow; null otherwise. */
  private @Nullable Outcome latest;

  AgentCall(CallPath path, RequestContext context, Replay replay) {
    this.path = path;
    this.context = context;
    this.replay = replay;
  }

  /** Attempts begun so far. */
  public int attempts() {
    return attempts;
  }

  /**
   * Begins an attempt. Never blocks.
   *
   * @throws NoAgentAvailableException if no agent of the pool can take one now
   */
  public Lease acquire() throws NoAgentAvailableException {
    Lease lease = begin();
    if (latest != null) {
      path.counts().retried(latest);
      latest = null;
    }
    attempts++;
    return lease;
  }

  private Lease begin() throws NoAgentAvailableException {
    return attempts == 0 ? path.acquire(context) : path.begin(context, tried);
  }

  /**
   * Ends the attempt of {@code lease} with {@code outcome}, and decides what follows.
   *
   * @return to retry at once, to retry after a delay, or to give up
   */
  public Decision failed(Lease lease, Outcome outcome) {
    Decision decision = decide(lease, outcome);
    lease.complete(outcome);
    return decision;
  }

  /**
   * Decides as {@link #failed} does, but leaves the lease open. For an answer that the caller gets
   * after all where there is no retry: its attempt is in flight until its body ends.
   */
  public Decision decide(Lease lease, Outcome outcome) {
    Decision refusal = path.failoverRules().refusal(outcome, replay);
    if (refusal != null) {
      return refusal;
    }
    tried = tried.with(lease.pooledAgent());
    latest = outcome;
    int maxRetries = path.maxRetries();
    return attempts > maxRetries
        ? Decision.exhausted("max_retries used up: " + maxRetries)
        : next(outcome);
  }

  private Decision next(Outcome outcome) {
    Routable routable = path.snapshot().routable(context);
    if (routable.hasRoomBeside(tried)) {
      return ANOTHER_AGENT;
    }
    if (routable.isEmpty()) {
      return NONE_LEFT;
    }
    Duration interval = path.jitteredRetryInterval();
    Duration asked = outcome.retryAfter();
    if (asked == null || asked.compareTo(interval) <= 0) {
      return Decision.retryAfter(interval, "every agent has been tried");
    }
    return asked.compareTo(path.longestPause()) <= 0
        ? Decision.retryAfter(asked, "every agent has been tried, and the last asked for a pause")
        : Decision.exhausted("every agent has been tried, and the last is busy for " + asked);
  }
}
