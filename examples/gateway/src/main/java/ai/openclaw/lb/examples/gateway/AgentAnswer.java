package ai.openclaw.lb.examples.gateway;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.OutputStream;
import okhttp3.Headers;
import okhttp3.Response;
import okio.BufferedSource;

/** Passes an agent's answer on to the client, each byte as it comes. */
final class AgentAnswer {
  private static final int BUFFER_BYTES = 16 * 1024;

  private AgentAnswer() {}

  /**
   * Passes it on, to its end.
   *
   * @throws IOException if the agent breaks off, or the client does not take it
   */
  static void pass(Response response, HttpServerExchange exchange) throws IOException {
    exchange.setStatusCode(response.code());
    copyHeaders(response.headers(), exchange.getResponseHeaders());
    if (exchange.getRequestMethod().equalToString("HEAD")) {
      return;
    }
    BufferedSource source = response.body().source();
    OutputStream out = exchange.getOutputStream();
    byte[] part = new byte[BUFFER_BYTES];
    for (int read = source.read(part); read >= 0; read = source.read(part)) {
      out.write(part, 0, read);
      if (source.getBuffer().exhausted()) {
        out.flush(); // the next bytes may take their time
      }
    }
  }

  private static void copyHeaders(Headers from, HeaderMap to) {
    HopHeaders hop = new HopHeaders(from.values("Connection"));
    from.forEach(header -> {
      if (!hop.contains(header.getFirst())) {
        to.add(new HttpString(header.getFirst()), header.getSecond());
      }
    });
  }
}
