package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.health.HealthProbe;
import ai.openclaw.lb.health.HttpCheck;
import ai.openclaw.lb.health.ProbeResult;
import ai.openclaw.lb.health.ProbeSchedule;
import ai.openclaw.lb.health.ProbeTarget;
import ai.openclaw.lb.health.ProbeThreads;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A GET of the health endpoint that goes the way of the caller's own calls: by its TLS, proxy,
 * authenticators, DNS and interceptors, but ours. Thread-safe; never blocks the prober.
 *
 * <p>What calls and probes must not take from each other is the probe's own: threads, so that a client
 * whose dispatcher is full starves no probe, and connections. Each probe makes a new one, so a
 * pooled connection that has gone stale is no agent's failure, and closes it. A probe that does not
 * run holds nothing, hence there is nothing to close.
 */
final class OkHttpProbe implements HealthProbe {
  /** As many as a prober runs at once. */
  private static final int MAX_THREADS = 32;

  private static final byte[] NOTHING = {};

  private final HttpCheck check;
  private final Map<String, String> headers;
  private final ProbeSchedule schedule;
  private final OkHttpClient client;
  private final Executor threads = ProbeThreads.pool(MAX_THREADS);

  OkHttpProbe(OkHttpClient callers, HealthCheckConfig config) {
    this.check = new HttpCheck(config.endpoint(), config.expected());
    this.headers = config.options().headers();
    this.schedule = ProbeSchedule.of(config);
    this.client = derived(callers, config.timeout());
  }

  /** Has the agents of these pools checked by way of a client, where they are checked at all. */
  static void checkAgentsOf(AgentPools pools, OkHttpClient callers) {
    pools.checkHealthWith(config -> new OkHttpProbe(callers, config));
  }

  private static OkHttpClient derived(OkHttpClient callers, Duration timeout) {
    OkHttpClient.Builder client = callers
        .newBuilder()
        .dispatcher(new Dispatcher())
        .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
        .eventListener(EventListener.NONE)
        .cache(null)
        .cookieJar(CookieJar.NO_COOKIES)
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        .pingInterval(Duration.ZERO)
        .connectTimeout(Duration.ZERO)
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .callTimeout(timeout);
    client.interceptors().removeIf(AgentPoolInterceptor.class::isInstance);
    return client.build();
  }

  @Override
  public CompletionStage<ProbeResult> probe(ProbeTarget target) {
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    threads.execute(() -> ask(target, result));
    return result;
  }

  private void ask(ProbeTarget target, CompletableFuture<ProbeResult> result) {
    if (result.isDone()) {
      return;
    }
    try {
      Call call = client.newCall(request(target));
      CompletionStage<?> unused = result.whenComplete((done, error) -> call.cancel());
      result.complete(answer(call));
    } catch (InterruptedIOException late) { // no other timeout is set, and nobody interrupts
      result.complete(schedule.noAnswer());
    } catch (Throwable thrown) { // interceptors are user code; their errors are failures
      result.complete(check.unanswered(target, readable(thrown)));
    }
  }

  /** OkHttp tells that a connection ended by an exception whose cause speaks of its buffers. */
  private static Throwable readable(Throwable thrown) {
    return thrown.getCause() instanceof EOFException
        ? new EOFException(thrown.getMessage())
        : thrown;
  }

  private Request request(ProbeTarget target) {
    Request.Builder request = new Request.Builder()
        .url(HttpUrl.get(check.url(target).toString()))
        .header("User-Agent", HttpCheck.USER_AGENT);
    headers.forEach(request::header);
    return request.build();
  }

  /** Reads all of the body, but no more than its beginning, and judges what matters of it. */
  private ProbeResult answer(Call call) throws IOException {
    try (Response response = call.execute()) {
      byte[] body = response.peekBody(HttpCheck.MAX_BODY_BYTES).bytes();
      call.cancel(); // or closing would read on, in the hope of using the connection again
      boolean read = check.reads(response.header("Content-Type"));
      return check.answered(response.code(), read ? body : NOTHING);
    }
  }
}
