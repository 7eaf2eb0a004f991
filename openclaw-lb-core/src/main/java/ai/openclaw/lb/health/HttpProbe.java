package ai.openclaw.lb.health;

import ai.openclaw.lb.config.ExpectedAnswer;
import ai.openclaw.lb.config.ExpectedStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A GET whose answer must have the expected status and, where given, contain a text (in UTF-8,
 * within the first 64 KiB). HTTP/1.1; redirects are not followed, and nothing but a {@code
 * User-Agent} is added: some agents refuse requests with forwarding headers. The whole exchange,
 * body included, must end before the prober's timeout, but a body of over 64 KiB is cut off there
 * and does no harm by its length.
 *
 * <p>All HTTP probes of a process share one client; a probe takes part in it from its first use until
 * it is closed. Thread-safe; never blocks the caller.
 */
public final class HttpProbe implements HealthProbe {
  private static final String USER_AGENT = "openclaw-lb-probe";

  private enum Use {
    NOT_YET,
    IN_USE,
    CLOSED
  }

  private final String endpoint;
  private final ExpectedStatus status;
  private final @Nullable String bodyContains;
  private final SharedClient shared;

  /** Moves forward only, each step once, by the call that retains or releases the client. */
  private final AtomicReference<Use> use = new AtomicReference<>(Use.NOT_YET);

  /**
   * A probe of one endpoint.
   *
   * @param endpoint path, and query if any, below each target's base path
   * @throws IllegalArgumentException if the endpoint can't be part of a URL
   */
  public HttpProbe(String endpoint, ExpectedAnswer expected) {
    this(endpoint, expected, SharedClient.PROCESS);
  }

  HttpProbe(String endpoint, ExpectedAnswer expected, SharedClient shared) {
    this.endpoint = endpoint.startsWith("/") ? endpoint : "/" + endpoint;
    this.status = expected.status();
    this.bodyContains = expected.bodyContains();
    this.shared = shared;
    if (URI.create("http://agent" + this.endpoint).getRawFragment() != null) {
      throw new IllegalArgumentException("endpoint: " + endpoint + " (expected: no fragment)");
    }
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
      result.complete(Failure.of(target, refused));
    }
  }

  private void send(HttpClient client, ProbeTarget target, CompletableFuture<ProbeResult> result) {
    HttpRequest request = HttpRequest.newBuilder(url(target.uri()))
        .header("User-Agent", USER_AGENT)
        .GET()
        .build();
    BodyHandler<byte[]> body = head -> new CappedBody(bodyContains != null);
    CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request, body);
    CompletionStage<?> unused = exchange.whenComplete((response, error) ->
        result.complete(error == null ? judge(response) : Failure.of(target, error)));
    // Cancelling this very future, not one made from it, is what closes the connection.
    unused = result.whenComplete((done, error) -> exchange.cancel(true));
  }

  private URI url(URI base) {
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return URI.create(base.getScheme() + "://" + base.getRawAuthority() + prefix + endpoint);
  }

  private ProbeResult judge(HttpResponse<byte[]> response) {
    int code = response.statusCode();
    if (!status.matches(code)) {
      String redirect = code / 100 == 3 ? ", redirect not followed" : "";
      return ProbeResult.failed(code, "status " + code + " (expected: " + status + ")" + redirect);
    }
    if (bodyContains == null) {
      return ProbeResult.passed(code);
    }
    String body = new String(response.body(), StandardCharsets.UTF_8);
    return body.contains(bodyContains)
        ? ProbeResult.passed(code)
        : ProbeResult.failed(code, "body lacks " + bodyContains);
  }
}
