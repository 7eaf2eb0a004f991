package ai.openclaw.lb.examples.gateway;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the gateway answers in its own name: an error as JSON. */
final class OwnAnswer {
  private OwnAnswer() {}

  static void send(HttpServerExchange exchange, int status, @Nullable String message) {
    if (exchange.isResponseStarted()) {
      return;
    }
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(Json.error(message), StandardCharsets.UTF_8);
  }

  /** Refuses a body. The rest of it is not read, so the connection ends. */
  static void tooBig(HttpServerExchange exchange, long bytes) {
    exchange.setPersistent(false);
    send(
        exchange,
        StatusCodes.REQUEST_ENTITY_TOO_LARGE,
        "body: too long (expected: at most " + bytes + " bytes)");
  }
}
