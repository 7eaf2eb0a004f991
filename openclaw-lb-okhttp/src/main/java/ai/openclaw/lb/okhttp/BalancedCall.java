package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.AgentCall;
import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.Decision;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.NoAgentAvailableException.Reason;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.Replay;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.FallbackResponse;
import ai.openclaw.lb.config.OnNoneHealthy;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.config.StreamFormat;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Interceptor.Chain;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** One balanced call on its way through the interceptor: attempt after attempt, by one thread. */
final class BalancedCall {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Request request;
  private final Call call;

  /** The pool's configuration when the call began, by which it goes on whatever is reloaded. */
  private final PoolConfig config;

  private final Passages passages;
  private final Replay replay;
  private final CallersSession session;
  private final AgentCall agentCall;
  private final Chain attemptChain;
  private final CallWatch watch;

  /** The failure of the latest attempt that threw; earlier ones are suppressed in it. */
  private @Nullable IOException failure;

  /** How long to wait before the next attempt, where one is to follow. */
  private Duration delay = Duration.ZERO;

  BalancedCall(Chain chain, AgentPool pool, CallersSession session, Passages passages) {
    this.request = chain.request();
    this.call = chain.call();
    this.config = pool.config();
    this.passages = passages;
    this.replay = Replays.of(request);
    this.session = session;
    this.agentCall = Deadlines.begin(pool, session.context(), replay, call);
    Chain hiding = session.hiddenFrom(chain);
    // OkHttp would send a request again by itself when a pooled connection breaks, a POST as well.
    this.attemptChain =
        replay == Replay.ALWAYS ? hiding : hiding.withRetryOnConnectionFailure(false);
    this.watch = CallWatch.of(call);
  }

  Response proceed() throws IOException {
    try {
      Response response = next();
      while (response == null) {
        pause();
        response = next();
      }
      return response;
    } finally {
      agentCall.abandon();
    }
  }

  /** Returns the response for the caller, or null where another attempt is to follow. */
  private @Nullable Response next() throws IOException {
    if (call.isCanceled()) {
      throw because(new IOException("Canceled"));
    }
    Lease lease;
    try {
      lease = agentCall.acquire();
    } catch (NoAgentAvailableException e) {
      return unavailable(e);
    }
    return attempt(lease);
  }

  private void pause() throws IOException {
    try {
      watch.pause(delay);
    } catch (InterruptedIOException e) {
      throw because(e);
    }
  }

  private boolean waitedForRoom(NoAgentAvailableException none) throws IOException {
    try {
      return watch.waitForRoom(agentCall, none);
    } catch (InterruptedIOException e) {
      throw because(e);
    }
  }

  private @Nullable Response unavailable(NoAgentAvailableException none) throws IOException {
    if (waitedForRoom(none)) {
      delay = Duration.ZERO;
      return null;
    }
    Decision decision = agentCall.unavailable(none);
    if (decision.retry()) {
      delay = decision.delay();
      return null;
    }
    if (none.reason() == Reason.OVER_QUOTA) {
      return Fallbacks.overQuota(request, config, none);
    }
    OnNoneHealthy onNoneHealthy = config.failover().onNoneHealthy();
    if (none.reason() == Reason.NONE_HEALTHY && onNoneHealthy == OnNoneHealthy.FAIL) {
      throw because(none);
    }
    return fallback(none.reason().label(), none.retryAfter(), none);
  }

  private @Nullable Response attempt(Lease lease) throws IOException {
    boolean goesOn = false;
    try {
      Attempt attempt =
          new Attempt(lease, passages.to(lease, attemptChain), config.failover().attemptTimeout());
      watch.begin(attempt, call);
      Response result = ask(attempt);
      goesOn = true;
      return result;
    } finally {
      if (!goesOn) {
        lease.close();
      }
    }
  }

  private @Nullable Response ask(Attempt attempt) throws IOException {
    Response response;
    Outcome outcome;
    try {
      Response sent = attempt.send(attemptChain, session.forAgents(request), replay);
      response = attempt.passage().unveiled(sent);
      outcome = judged(attempt, response);
    } catch (IOException e) {
      return failed(attempt, e);
    }
    try {
      return answered(attempt, response, outcome);
    } catch (RuntimeException | Error e) {
      response.close(); // nobody else has it yet
      throw e;
    }
  }

  /**
   * What an answer says of the agent: nothing where another server gave it, or the cache. Of a stream
   * of events, where the pool asks for that, its first event decides.
   */
  private Outcome judged(Attempt attempt, Response response) throws IOException {
    if (attempt.passage().isElsewhere()) {
      return Outcome.cancelled();
    }
    try {
      attempt.headersCame(response);
      Outcome error = reads(response) ? EventStreamBody.opening(response) : null;
      return error == null ? Outcomes.of(response) : error;
    } catch (Throwable e) {
      response.close(); // nobody else has it yet
      throw e;
    }
  }

  private boolean reads(Response response) {
    return config.failover().stream() == StreamFormat.SSE && EventStreamBody.streams(response);
  }

  private @Nullable Response answered(Attempt attempt, Response response, Outcome outcome) {
    Decision decision =
        agentCall.decide(attempt.lease(), attempt.forFailover(response, outcome, replay));
    if (decision.retry() && !call.isCanceled()) {
      response.close();
      attempt.lease().complete(outcome);
      delay = decision.delay();
      return null;
    }
    boolean upgrades = response.code() == SWITCHING_PROTOCOLS;
    if (!upgrades) {
      attempt.watch(call, request.url(), passages.leaks());
    }
    boolean looks = !attempt.passage().isElsewhere() && reads(response);
    Response result = looks ? EventStreamBody.watched(response, attempt, call) : response;
    attempt.handOn(call, upgrades, outcome);
    Response labelled = Labels.on(result, attempt, request, agentCall.attempts());
    return session.tell(labelled, agentCall.affinityToken());
  }

  private @Nullable Response failed(Attempt attempt, IOException thrown) throws IOException {
    // An interrupt ends blocking I/O by exceptions of any kind, depending on the kind of thread.
    if (call.isCanceled() || Thread.currentThread().isInterrupted()) {
      attempt.lease().close();
      throw because(thrown);
    }
    Decision decision = agentCall.failed(attempt.lease(), attempt.outcomeOf(thrown, replay));
    failure = because(thrown);
    if (decision.retry()) {
      delay = decision.delay();
      return null;
    }
    if (!decision.exhausted()) {
      throw thrown;
    }
    return fallback(AgentCall.RETRIES_EXHAUSTED, null, thrown);
  }

  private Response fallback(String reason, @Nullable Duration retryAfter, IOException otherwise)
      throws IOException {
    FailoverConfig failover = config.failover();
    FallbackResponse fallback = failover.enabled() ? failover.fallbackResponse() : null;
    if (fallback == null) {
      throw because(otherwise);
    }
    agentCall.fellBack(reason);
    return Fallbacks.response(request, fallback, reason, retryAfter);
  }

  /** Adds what failed before to what fails now. */
  private IOException because(IOException thrown) {
    IOException before = failure;
    if (before != null && before != thrown) {
      thrown.addSuppressed(before);
    }
    return thrown;
  }
}
