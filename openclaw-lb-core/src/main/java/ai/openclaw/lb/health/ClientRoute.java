package ai.openclaw.lb.health;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/** By the JDK's HTTP client that the process shares: TLS, proxies, and all that costs more. */
final class ClientRoute implements HttpRoute {
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

  ClientRoute(HttpCheck check, Map<String, String> headers, SharedClient shared) {
    this.check = check;
    this.headers = headers;
    this.shared = shared;
  }

  /** Making the first client may take its time, as does DNS. */
  @Override
  public void ask(ProbeTarget target, URI url, CompletableFuture<ProbeResult> result) {
    if (use.get() == Use.NOT_YET) {
      shared.retain(); // before close() can see that there is something to release
      if (!use.compareAndSet(Use.NOT_YET, Use.IN_USE)) {
        shared.release();
      }
    }
    HttpClient client = use.get() == Use.IN_USE ? shared.client() : null;
    if (client != null) { // or the probe is closed
      send(client, request(url), target, result);
    }
  }

  private HttpRequest request(URI url) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url);
    request.setHeader("User-Agent", HttpCheck.USER_AGENT);
    headers.forEach(request::setHeader);
    return request.build();
  }

  private void send(
      HttpClient client,
      HttpRequest request,
      ProbeTarget target,
      CompletableFuture<ProbeResult> result) {
    BodyHandler<byte[]> body = head ->
        new CappedBody(check.reads(head.headers().firstValue("Content-Type").orElse(null)));
    CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request, body);
    CompletionStage<?> unused = exchange.whenComplete((response, error) -> result.complete(
        error == null
            ? check.answered(response.statusCode(), response.body())
            : check.unanswered(target, error)));
    // Cancelling this very future, not one made from it, is what closes the connection.
    unused = result.whenComplete((done, error) -> exchange.cancel(true));
  }

  @Override
  public void close() {
    if (use.getAndSet(Use.CLOSED) == Use.IN_USE) {
      shared.release();
    }
  }
}
