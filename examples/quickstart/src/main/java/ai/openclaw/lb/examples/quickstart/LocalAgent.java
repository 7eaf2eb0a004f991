package ai.openclaw.lb.examples.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A small HTTP agent on loopback that can be killed and started again on the same port. */
final class LocalAgent implements AutoCloseable {
  static {
    // The JDK's server writes headers and body apart: without it each answer waits some 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final String id;
  private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task, "agent");
    thread.setDaemon(true);
    return thread;
  });

  private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private HttpServer server;

  LocalAgent(String id) throws IOException {
    this.id = id;
    this.server = listen();
    this.address = server.getAddress();
  }

  /** Where the agent listens, as a document's {@code host}. */
  String host() {
    return "127.0.0.1:" + address.getPort();
  }

  /** Closes the listening socket and every connection, whatever runs on it. */
  void kill() {
    server.stop(0);
  }

  void start() throws IOException {
    server = listen();
  }

  @Override
  public void close() {
    kill();
    threads.shutdownNow();
  }

  private HttpServer listen() throws IOException {
    HttpServer listening = HttpServer.create(address, 0);
    listening.setExecutor(threads);
    listening.createContext("/health", exchange -> answer(exchange, "{\"status\":\"healthy\"}"));
    listening.createContext("/v1/chat", exchange -> answer(exchange, "hello from " + id));
    listening.start();
    return listening;
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
