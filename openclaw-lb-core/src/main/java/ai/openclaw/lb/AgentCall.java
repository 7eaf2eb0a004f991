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
  /** Why a caller gets the fallback response whose call failed on every agent that it tried. */
  public static final String RETRIES_EXHAUSTED = "retries_exhausted";

  private final CallPath path;
  private final RequestContext context;
  private final Replay replay;
  private final CallTime time;
  private final Session session;
  private final NextAttempt next;

  private TriedAgents tried = TriedAgents.NONE;
  private int attempts;

  /** The call's waits for room; null while it has not waited. */
  private @Nullable WaitsForRoom room;

  /** Whether the quota has let the call in. */
  private boolean admitted;

  /** Whether the call counts as one that got no agent. */
  private boolean unserved;

  /** What the latest attempt came to where another one may follow; null otherwise. */
  private @Nullable Outcome latest;

  AgentCall(CallPath path, RequestContext context, Replay replay, CallTime time) {
    this.path = path;
    this.context = context;
    this.replay = replay;
    this.time = time;
    this.session = path.session(context);
    this.next = new NextAttempt(path, context, time);
  }

  /** Attempts begun so far. */
  public int attempts() {
    return attempts;
  }

  /** What is left of the time that the caller gave the call, zero at least; null for no limit. */
  public @Nullable Duration timeLeft() {
    return time.left();
  }

  /**
   * What the caller is to be told with its answer, so that its next call finds the agent of the
   * latest attempt: the value of the session cookie to set. Null where the caller knows it, where the
   * pool tells callers nothing, and before the first attempt.
   */
  public @Nullable String affinityToken() {
    return session.token();
  }

  /**
   * Begins an attempt. Never blocks.
   *
   * @throws NoAgentAvailableException if no agent of the pool can take one now, the call is over the
   *     pool's quota, or the caller's time is over
   */
  public Lease acquire() throws NoAgentAvailableException {
    if (!admitted) {
      path.admit();
      admitted = true;
    }
    Lease lease = begin();
    if (attempts == 0) {
      path.retries().callBegan(lease.startNanos());
    }
    if (latest != null) {
      path.counts().retried(latest);
      latest = null;
    }
    next.begins(lease);
    attempts++;
    return lease;
  }

  private Lease begin() throws NoAgentAvailableException {
    try {
      if (time.isOver()) {
        leaveQueue();
        throw path.snapshot().outOfTime();
      }
      Lease reserved = room == null ? null : room.take();
      Lease lease = reserved == null ? path.begin(context, session, replay, tried) : reserved;
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
   * Waits for room, where {@link #acquire} was refused since every fit agent is full: joins the calls
   * of the pool that wait, in the order of their coming. {@code acquire} is to be called when {@code
   * ready} has been, or the time that the returned object tells is over, and ends the wait; a caller
   * who gives up meanwhile has to {@link Waiting#cancel cancel} it. All of these waits together last no
   * longer than the queue's {@code timeout}, nor than the caller's time.
   *
   * @param ready called once at most, perhaps before this returns, by whichever thread has made room:
   *     it must be quick and not block
   * @return the call's place, or null where it can't wait: {@link #unavailable} decides then
   */
  public @Nullable Waiting waitForRoom(NoAgentAvailableException refusal, Runnable ready) {
    if (room == null) {
      room = new WaitsForRoom(path, context, session, replay, time);
    }
    return room.join(refusal, tried, ready);
  }

  private void leaveQueue() {
    if (room != null) {
      room.cancel();
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
    lease.retryAnswered();
    Decision refusal = path.failoverRules().refusal(outcome, replay);
    if (refusal != null) {
      return refusal;
    }
    tried = tried.with(lease.pooledAgent());
    latest = outcome;
    int maxRetries = path.maxRetries();
    return attempts > maxRetries
        ? Decision.exhausted("max_retries used up: " + maxRetries)
        : next.after(outcome, tried);
  }

  /**
   * Decides what follows when {@link #acquire} found no agent: to wait for one that has asked to be
   * spared, or to give up. All of these waits together last no longer than all retry intervals.
   */
  public Decision unavailable(NoAgentAvailableException refusal) {
    return next.without(refusal);
  }

  /**
   * Tells that the caller has got the pool's fallback response, which is counted.
   *
   * @param reason the label of a {@link NoAgentAvailableException.Reason}, or {@link
   *     #RETRIES_EXHAUSTED}
   */
  public void fellBack(String reason) {
    path.counts().fellBack(reason);
  }

  /**
   * Gives back what the call holds for an attempt that will not follow. To be called where the caller
   * gives up after a decision to retry, or while it waits for room; without effect on attempts that
   * have begun.
   */
  public void abandon() {
    leaveQueue();
    next.abandon();
  }
}
