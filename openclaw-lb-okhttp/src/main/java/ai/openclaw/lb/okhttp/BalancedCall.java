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
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Interceptor.Chain;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** One balanced call on its way through the interceptor: attempt after attempt, by one thread. */
final class BalancedCall {
  private static final String RETRIES_EXHAUSTED = "retries_exhausted";
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Request request;
  private final Call call;
  private final AgentPool pool;
  private final AgentUrls urls;
  private final Replay replay;
  private final CallersSession session;
  private final AgentCall agentCall;
  private final Chain attemptChain;
  private final CallWatch watch;

  /** The failure of the latest attempt that threw; earlier ones are suppressed in it. */
  private @Nullable IOException failure;

  /** How long to wait before the next attempt, where one is to follow. */
  private Duration delay = Duration.ZERO;

  BalancedCall(Chain chain, AgentPool pool, CallersSession session, AgentUrls urls) {
    this.request = chain.request();
    this.call = chain.call();
    this.pool = pool;
    this.urls = urls;
    this.replay = Replays.of(request);
    this.session = session;
    this.agentCall = pool.newCall(session.context(), replay);
    Chain hiding = session.hiddenFrom(chain);
    // OkHttp would send a request again by itself when a pooled connection breaks, a POST as well.
    this.attemptChain =
        replay == Replay.ALWAYS ? hiding : hiding.withRetryOnConnectionFailure(false);
    this.watch = CallWatch.of(call);
  }

  Response proceed() throws IOException {
    Response response = next();
    while (response == null) {
      pause();
      response = next();
    }
    return response;
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

  private @Nullable Response unavailable(NoAgentAvailableException none) throws IOException {
    Decision decision = agentCall.unavailable(none);
    if (decision.retry()) {
      delay = decision.delay();
      return null;
    }
    OnNoneHealthy onNoneHealthy = pool.config().failover().onNoneHealthy();
    if (none.reason() == Reason.NONE_HEALTHY && onNoneHealthy == OnNoneHealthy.FAIL) {
      throw because(none);
    }
    return fallback(none.reason().label(), none.retryAfter(), none);
  }

  private @Nullable Response attempt(Lease lease) throws IOException {
    Attempt attempt = new Attempt(lease);
    watch.begin(attempt, call);
    boolean goesOn = false;
    try {
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
    HttpUrl url = urls.rewrite(request.url(), attempt.lease().agent().uri());
    Response response;
    try {
      response = send(url);
    } catch (IOException e) {
      return failed(attempt, e);
    }
    try {
      return answered(attempt, url, response);
    } catch (RuntimeException | Error e) {
      response.close(); // nobody else has it yet
      throw e;
    }
  }

  /**
   * OkHttp lets a bare InterruptedException out, which it does not declare. Interceptors in Kotlin may
   * throw any other exception undeclared: it goes up as it is.
   */
  private Response send(HttpUrl url) throws IOException {
    try {
      return attemptChain.proceed(
          session.forAgents(request).newBuilder().url(url).build());
    } catch (Exception e) {
      if (!InterruptedException.class.isInstance(e)) {
        throw e;
      }
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private @Nullable Response answered(Attempt attempt, HttpUrl url, Response response) {
    if (response.networkResponse() != null) {
      attempt.lease().firstByte();
      LoadReports.report(attempt.lease(), response);
    }
    Outcome outcome = Outcomes.of(response);
    Decision decision = agentCall.decide(attempt.lease(), outcome);
    if (decision.retry() && !call.isCanceled()) {
      response.close();
      attempt.lease().complete(outcome);
      delay = decision.delay();
      return null;
    }
    attempt.handOn(call, response.code() == SWITCHING_PROTOCOLS, outcome);
    return labelled(response, url, attempt.lease().agent().id());
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
    return decision.exhausted() ? fallback(RETRIES_EXHAUSTED, null, thrown) : rethrow(thrown);
  }

  private static Response rethrow(IOException thrown) throws IOException {
    throw thrown;
  }

  private Response labelled(Response response, HttpUrl agentUrl, String agentId) {
    Response.Builder labelled = response
        .newBuilder()
        .header(AgentPoolInterceptor.AGENT_HEADER, agentId)
        .header(AgentPoolInterceptor.ATTEMPTS_HEADER, Integer.toString(agentCall.attempts()))
        .removeHeader(AgentPoolInterceptor.FALLBACK_HEADER);
    session.tell(response, labelled, agentCall.affinityToken());
    // Links that the caller resolves against the response's URL stay balanced, unless it was
    // redirected.
    if (response.request().url().equals(agentUrl)) {
      labelled.request(request);
    }
    return labelled.build();
  }

  private Response fallback(String reason, @Nullable Duration retryAfter, IOException otherwise)
      throws IOException {
    FailoverConfig failover = pool.config().failover();
    FallbackResponse fallback = failover.enabled() ? failover.fallbackResponse() : null;
    if (fallback == null) {
      throw because(otherwise);
    }
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
