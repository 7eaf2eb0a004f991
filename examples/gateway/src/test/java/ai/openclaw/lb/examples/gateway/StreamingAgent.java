package ai.openclaw.lb.examples.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * An agent for long runs, which keeps nothing of what it was asked: a path that begins with {@code
 * /stream} gets 20 events within a second, any other one a short answer.
 */
final class StreamingAgent implements AutoCloseable {
  private static final int EVENTS = 20;
  private static final long BETWEEN_EVENTS_NANOS = 50_000_000;
  private static final String EVENT = "data: " + "x".repeat(200) + "\n\n";
  private static final byte[] ANSWER = "{\"answer\":42}".getBytes(StandardCharsets.US_ASCII);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  StreamingAgent() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
    server.setExecutor(threads);
    server.createContext("/", StreamingAgent::answer);
    server.createContext("/stream", StreamingAgent::stream);
    server.start();
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, ANSWER.length);
      exchange.getResponseBody().write(ANSWER);
    }
  }

  private static void stream(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream body = exchange.getResponseBody();
      for (int i = 0; i < EVENTS; i++) {
        body.write(EVENT.getBytes(StandardCharsets.US_ASCII));
        body.flush();
        LockSupport.parkNanos(BETWEEN_EVENTS_NANOS);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
