package ai.openclaw.lb.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Plain HTTP over connections of our own, each for one request: a part of what the JDK's client
 * costs. A host with several addresses is asked at the first that accepts a connection.
 */
final class PlainRoute implements HttpRoute {
  private final HttpCheck check;
  private final PlainRequest request;
  private final ProbeLoop loop;

  PlainRoute(HttpCheck check, Map<String, String> headers, ProbeLoop loop) {
    this.check = check;
    this.request = new PlainRequest(headers);
    this.loop = loop;
  }

  @Override
  public void ask(ProbeTarget target, URI url, CompletableFuture<ProbeResult> result) {
    try {
      PlainExchange exchange =
          new PlainExchange(addresses(target), request.bytes(url), new AnswerParser(check::reads));
      CompletionStage<?> unused = exchange.answer.whenComplete((answer, error) -> result.complete(
          error == null
              ? check.answered(answer.status(), answer.body())
              : check.unanswered(target, error)));
      loop.begin(exchange);
      unused = result.whenComplete((done, error) -> end(exchange));
    } catch (IOException failed) {
      result.complete(check.unanswered(target, failed));
    }
  }

  private static List<InetSocketAddress> addresses(ProbeTarget target) throws IOException {
    InetAddress[] found = InetAddress.getAllByName(target.host());
    int port = target.port();
    return Arrays.stream(found).map(each -> new InetSocketAddress(each, port)).toList();
  }

  private void end(PlainExchange exchange) {
    if (exchange.answer.cancel(true)) {
      loop.end(exchange);
    }
  }

  /** Holds nothing but running exchanges, which end by their results. */
  @Override
  public void close() {}
}
