package ai.openclaw.lb;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
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
  private static final String SPARED = "every fit agent has asked to be spared";

  /** The timer that ends an agent's pause may come after its time: a moment later it will have. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(10);

  private static final Decision NONE_LEFT = Decision.exhausted("no agent is fit for new calls");

  private final CallPath path;
  private final RequestContext context;
  private final Replay replay;

  private TriedAgents tried = TriedAgents.NONE;
  private int attempts;

  /** Whether the quota has let the call in. */
  private boolean admitted;

  /** All pauses for agents that had asked to be spared, together. */
  private Duration waited = Duration.ZERO;

  /** Whether the call counts as one that got no agent. */
  private boolean unserved;

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
   * @throws NoAgentAvailableException if no agent of the pool can take one now, or the call is over
   *     the pool's quota
   */
  public Lease acquire() throws NoAgentAvailableException {
    if (!admitted) {
      path.admit();
      admitted = true;
    }
    Lease lease = begin();
    if (latest != null) {
      path.counts().retried(latest);
      latest = null;
    }
    attempts++;
    return lease;
  }

  private Lease begin() throws NoAgentAvailableException {
    try {
      Lease lease = path.begin(context, tried);
      if (unserved) {
        unserved = false;
        path.counts().served();
      }
      return lease;
    } catch (NoAgentAvailableException e) {
      if (attempts == 0 && !unserved) {
        unserved = true;
        path.counts().unserved();
      }
      throw e;
    }
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

  /**
   * Decides what follows when {@link #acquire} found no agent: to wait for one that has asked to be
   * spared, or to give up. All of these waits together last no longer than all retry intervals.
   */
  public Decision unavailable(NoAgentAvailableException refusal) {
    Duration retryAfter = refusal.retryAfter();
    if (retryAfter == null || refusal.reason() == Reason.OVER_QUOTA || !path.waits()) {
      return Decision.exhausted(refusal.reason().label());
    }
    return waitFor(retryAfter, SPARED);
  }

  private Decision next(Outcome outcome) {
    Snapshot snapshot = path.snapshot();
    Routable routable = snapshot.routable(context);
    if (routable.hasRoomBeside(tried)) {
      return ANOTHER_AGENT;
    }
    Duration interval = path.jitteredRetryInterval();
    if (routable.isEmpty()) {
      Duration cooled = path.earliestCooled(snapshot);
      return cooled == null ? NONE_LEFT : waitFor(cooled, SPARED);
    }
    Duration asked = outcome.retryAfter();
    return asked == null || asked.compareTo(interval) <= 0
        ? Decision.retryAfter(interval, "every agent has been tried")
        : waitFor(asked, "every agent has been tried, and the last asked to be spared");
  }

  private Decision waitFor(Duration pause, String reason) {
    if (waited.plus(pause).compareTo(path.longestPause()) > 0) {
      return Decision.exhausted(reason + " for " + pause);
    }
    Duration wait = pause.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : pause;
    waited = waited.plus(wait);
    return Decision.retryAfter(wait, reason);
  }
}
