package ai.openclaw.lb.examples.gateway;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import okhttp3.Response;
import okio.BufferedSource;
import org.xnio.IoUtils;
import org.xnio.Options;

/** An agent's answer on its way to the client, each byte as it comes. */
final class AgentAnswer {
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb.gateway");
  private static final int BUFFER_BYTES = 16 << 10;

  private final Response response;
  private final HttpServerExchange exchange;

  private AgentAnswer(Response response, HttpServerExchange exchange) {
    this.response = response;
    this.exchange = exchange;
  }

  /**
   * Passes an answer on, to its end. One that breaks off takes the client's connection with it:
   * half an answer never ends well.
   *
   * @param read called when the agent has sent all of it
   */
  static void pass(Response response, HttpServerExchange exchange, Runnable read) {
    try (response) {
      AgentAnswer answer = new AgentAnswer(response, exchange);
      answer.head();
      answer.body(read);
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "an answer broke off", e);
      abort(exchange);
    }
  }

  private void head() {
    exchange.setStatusCode(response.code());
    HopHeaders.copy(response.headers(), exchange.getResponseHeaders());
    if (isToldByChunks() && !exchange.getResponseHeaders().contains(Headers.CONTENT_LENGTH)) {
      exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, "chunked");
    }
  }

  /**
   * Whether an answer of unknown length is to be in chunks. Left to itself the server claims a length
   * of 0 for HEAD, and where the connection ends with the answer, that this is what ends it: then
   * nobody could tell half of one.
   */
  private boolean isToldByChunks() {
    return isHead() || (isHttp11() && Connectors.isEntityBodyAllowed(exchange));
  }

  private boolean isHttp11() {
    return exchange.getProtocol().equals(Protocols.HTTP_1_1);
  }

  private boolean isHead() {
    return exchange.getRequestMethod().equals(Methods.HEAD);
  }

  private void body(Runnable read) throws IOException {
    if (!Connectors.isEntityBodyAllowed(exchange)) {
      exchange.getResponseHeaders().remove(Headers.CONTENT_LENGTH); // the server would wait for it
      read.run();
      exchange.endExchange();
      return;
    }
    OutputStream out = exchange.getOutputStream();
    if (!isHead()) {
      copy(response.body().source(), response.body().contentLength(), out);
    }
    read.run();
    out.close();
  }

  private static void copy(BufferedSource from, long length, OutputStream to) throws IOException {
    byte[] part =
        new byte[length < 0 ? BUFFER_BYTES : (int) Math.min(length, BUFFER_BYTES - 1) + 1];
    long passed = 0;
    if (length < 0) {
      to.flush(); // a stream's headers come long before its first byte
    }
    for (int count = from.read(part); count >= 0; count = from.read(part)) {
      to.write(part, 0, count);
      passed += count;
      if (passed != length && from.getBuffer().exhausted()) {
        to.flush(); // the next bytes may take their time
      }
    }
    if (passed > BUFFER_BYTES) {
      to.flush(); // to a slow client, while it is watched
    }
  }

  /** Where the connection's end is what ends an answer, only a reset says that it is not complete. */
  private static void abort(HttpServerExchange exchange) {
    try {
      if (!exchange.getProtocol().equals(Protocols.HTTP_1_1)) {
        exchange.getConnection().setOption(Options.CLOSE_ABORT, true);
      }
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "no reset", e);
    }
    IoUtils.safeClose(exchange.getConnection());
  }
}
