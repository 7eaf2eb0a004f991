package ai.openclaw.lb.examples.gateway;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.handlers.RequestLimit;
import io.undertow.server.handlers.RequestLimitingHandler;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.xnio.Options;

/**
 * The HTTP servers of a gateway: Undertow, which hands a connection over as it is once client and agent
 * have agreed on WebSocket, limits what clients may send without a line of ours, and is small.
 */
final class Servers {
  private static final int ADMIN_THREADS = 4;

  private Servers() {}

  /** The server for clients: each request runs by a thread of its own. */
  static Undertow forClients(
      InetSocketAddress listen, HttpHandler handler, Limits limits, Running running) {
    RequestLimit limit = new RequestLimit(limits.requests(), limits.requests());
    limit.setFailureHandler(exchange ->
        OwnAnswer.send(exchange, StatusCodes.SERVICE_UNAVAILABLE, "too many requests at once"));
    HttpHandler blocking = new BlockingHandler(new HttpContinueReadHandler(handler));
    HttpHandler limited = new RequestLimitingHandler(limit, blocking);
    return Undertow.builder()
        .addHttpListener(listen.getPort(), listen.getHostString(), running.before(exchange -> {
          ClientWatch.begin(exchange);
          limited.handleRequest(exchange);
        }))
        .setIoThreads(ioThreads())
        .setWorkerThreads(limits.requests())
        .setServerOption(UndertowOptions.DECODE_URL, false)
        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, limits.headerBytes())
        .setServerOption(UndertowOptions.MAX_HEADERS, limits.headers())
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, limits.bodyBytes())
        .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, limits.clientMillis())
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, limits.clientMillis())
        .setSocketOption(Options.WRITE_TIMEOUT, limits.clientMillis())
        .setSocketOption(Options.KEEP_ALIVE, true)
        .build();
  }

  /**
   * They only find out who has sent something; worker threads do the rest. Fewer of them find more at
   * once, and leave the processors to these.
   */
  private static int ioThreads() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /** The server for whoever steers the gateway. */
  static Undertow forAdmin(AdminAddress address, HttpHandler handler) {
    return Undertow.builder()
        .addHttpListener(
            address.listen().getPort(),
            address.listen().getHostString(),
            new BlockingHandler(new AdminGuard(address, handler)))
        .setIoThreads(1)
        .setWorkerThreads(ADMIN_THREADS)
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, Limits.ADMIN_BODY_BYTES)
        .build();
  }

  /**
   * Starts a server.
   *
   * @throws IOException if it can't listen there; the message says why
   */
  static void start(Undertow server, InetSocketAddress address) throws IOException {
    try {
      server.start();
    } catch (RuntimeException e) { // what Undertow wraps a BindException in
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("can't listen on " + shown(address) + ": " + cause.getMessage(), e);
    }
  }

  static InetSocketAddress address(Undertow server) {
    return (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
  }

  /** An address as a document has it: every address of this machine is {@code 0.0.0.0}. */
  static String shown(InetSocketAddress address) {
    boolean any = address.getAddress() != null && address.getAddress().isAnyLocalAddress();
    String host = any ? "0.0.0.0" : address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
