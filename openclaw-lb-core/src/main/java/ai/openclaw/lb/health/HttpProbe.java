package ai.openclaw.lb.health;

import ai.openclaw.lb.config.ExpectedAnswer;
import ai.openclaw.lb.config.ProbeOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A GET whose answer must have the expected status and, where given, contain a text (in UTF-8,
 * within the first 64 KiB). HTTP/1.1; redirects are not followed, and nothing but a {@code
 * User-Agent} and the given headers is added: some agents refuse requests with forwarding headers.
 * The whole exchange, body included, must end before the prober's timeout, but a body of over 64 KiB
 * is cut off there and does no harm by its length.
 *
 * <p>Whatever the status, a body that is declared as JSON may report the agent's load ({@link
 * LoadReport#fromJson}); so may one that is read for its text.
 *
 * <p>All HTTP probes of a process share one client; a probe takes part in it from its first use until
 * it is closed. Thread-safe; never blocks the caller.
 */
public final class HttpProbe implements HealthProbe {
  private enum Use {
    NOT_YET,
    IN_USE,
    CLOSED
  }

  private final HttpCheck check;
  private final Map<String, String> headers;
  private final SharedClient shared;

  /** Moves forward only, each step once, by the call that retains or releases the client. */
  private final AtomicReference<Use> use = new AtomicReference<>(Use.NOT_YET);

  /**
   * A probe of one endpoint, without further headers.
   *
   * @param endpoint path, and query if any, below each target's base path
   * @throws IllegalArgumentException if the endpoint can't be part of a URL
   */
  public HttpProbe(String endpoint, ExpectedAnswer expected) {
    this(endpoint, expected, Map.of());
  }

  /**
   * A probe of one endpoint.
   *
   * @param endpoint path, and query if any, below each target's base path
   * @param headers sent with each request, as {@link ProbeOptions} allows them; a {@code User-Agent}
   *     takes the place of the probe's own
   * @throws IllegalArgumentException if the endpoint can't be part of a URL, or for a header that
   *     isn't allowed
   */
  public HttpProbe(String endpoint, ExpectedAnswer expected, Map<String, String> headers) {
    this(endpoint, expected, headers, SharedClient.PROCESS);
  }

  HttpProbe(
      String endpoint, ExpectedAnswer expected, Map<String, String> headers, SharedClient shared) {
    this.check = new HttpCheck(endpoint, expected);
    this.headers = ProbeOptions.DEFAULT.withHeaders(headers).headers();
    this.shared = shared;
  }

  @Override
  public CompletionStage<ProbeResult> probe(ProbeTarget target) {
    if (use.get() == Use.NOT_YET) {
      shared.retain(); // before close() can see that there is something to release
      if (!use.compareAndSet(Use.NOT_YET, Use.IN_USE)) {
        shared.release();
      }
    }
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    shared.threads().execute(() -> ask(target, result));
    return result;
  }

  @Override
  public void close() {
    if (use.getAndSet(Use.CLOSED) == Use.IN_USE) {
      shared.release();
    }
  }

  /** Runs on a probe thread: making the first client, and DNS, may take their time. */
  private void ask(ProbeTarget target, CompletableFuture<ProbeResult> result) {
    HttpClient client = use.get() == Use.IN_USE ? shared.client() : null;
    if (client == null) {
      result.complete(ProbeResult.failed("not asked: the probe is closed"));
      return;
    }
    if (result.isDone()) {
      return;
    }
    try {
      send(client, target, result);
    } catch (RuntimeException refused) { // a URI that the client does not take
      result.complete(check.unanswered(target, refused));
    }
  }

  private void send(HttpClient client, ProbeTarget target, CompletableFuture<ProbeResult> result) {
    HttpRequest.Builder request = HttpRequest.newBuilder(check.url(target));
    request.setHeader("User-Agent", HttpCheck.USER_AGENT);
    headers.forEach(request::setHeader);
    BodyHandler<byte[]> body = head ->
        new CappedBody(check.reads(head.headers().firstValue("Content-Type").orElse(null)));
    CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request.build(), body);
    CompletionStage<?> unused = exchange.whenComplete((response, error) -> result.complete(
        error == null
            ? check.answered(response.statusCode(), response.body())
            : check.unanswered(target, error)));
    // Cancelling this very future, not one made from it, is what closes the connection.
    unused = result.whenComplete((done, error) -> exchange.cancel(true));
  }
}
