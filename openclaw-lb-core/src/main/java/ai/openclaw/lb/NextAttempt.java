package ai.openclaw.lb;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What follows a failed attempt of one call: another one at once, after a pause, or none. It keeps the
 * call's pauses within their limits, and to the retry budget. Not thread-safe, as its call.
 */
final class NextAttempt {
  private static final Decision ANOTHER_AGENT = Decision.retryNow("another agent is left");
  private static final String SPARED = "every fit agent has asked to be spared";

  /** The timer that ends an agent's pause may come after its time: a moment later it will have. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(10);

  private static final Decision NONE_LEFT = Decision.exhausted("no agent is fit for new calls");
  private static final Decision NO_BUDGET = Decision.giveUp("the retry budget is used up");
  private static final Decision NO_TIME = Decision.exhausted("the caller's time is over");

  private final CallPath path;
  private final RequestContext context;
  private final CallTime time;

  /** All pauses for agents that had asked to be spared, together. */
  private Duration waited = Duration.ZERO;

  /** Leave for the retry that follows, where it needs one; null otherwise. */
  private RetryBudget.@Nullable Permit permit;

  NextAttempt(CallPath path, RequestContext context, CallTime time) {
    this.path = path;
    this.context = context;
    this.time = time;
  }

  /** What follows an attempt that came to this, where a retry is left. */
  Decision after(Outcome outcome, TriedAgents tried) {
    return permitted(next(outcome, tried), outcome);
  }

  /** What follows where no agent was found. */
  Decision without(NoAgentAvailableException refusal) {
    Duration retryAfter = refusal.retryAfter();
    if (retryAfter == null || refusal.reason() == Reason.OVER_QUOTA || !path.waits()) {
      return Decision.exhausted(refusal.reason().label());
    }
    return inTime(waitFor(retryAfter, SPARED));
  }

  /** The attempt begins that was decided on. */
  void begins(Lease lease) {
    RetryBudget.Permit granted = permit;
    permit = null;
    if (granted != null && granted.begin()) {
      lease.isRetry();
    }
  }

  /** It will not. */
  void abandon() {
    if (permit != null) {
      permit.giveBack();
      permit = null;
    }
  }

  private Decision next(Outcome outcome, TriedAgents tried) {
    Routable routable = path.snapshot().routable(context, tried);
    if (routable.hasRoomBeside(tried)) {
      return ANOTHER_AGENT;
    }
    Duration interval = path.jitteredRetryInterval();
    if (routable.isEmpty()) {
      Duration cooled = routable.earliestCooled(path.nanoTime());
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

  /** The decision where it can be kept within the caller's time and the retry budget. */
  private Decision permitted(Decision decision, Outcome outcome) {
    Decision timely = inTime(decision);
    // No agent has seen what was not sent: to send it is no more load than the call itself.
    if (!timely.retry() || outcome.kind() == Outcome.Kind.NOT_SENT || permit != null) {
      return timely;
    }
    permit = path.retries()
        .ask(
            path.nanoTime(),
            timely.delay(),
            path::inFlight,
            share -> outcome.mayBeOverload() && path.mostFail(share));
    if (permit == null) {
      path.counts().retryRefused();
      return NO_BUDGET;
    }
    return timely;
  }

  private Decision inTime(Decision decision) {
    if (!decision.retry() || time.isLeftAfter(decision.delay())) {
      return decision;
    }
    return decision.delay().isZero()
        ? NO_TIME
        : Decision.exhausted("the caller's time is over before a pause of " + decision.delay());
  }
}
