package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.metrics.AgentPoolMetrics;
import ai.openclaw.lb.okhttp.AgentPoolInterceptor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.handlers.RequestLimitingHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.xnio.Options;

/**
 * The pools of one document behind a listener, and the admin API on another one. Thread-safe.
 *
 * <p>The server is Undertow: it passes a connection on as it is once client and agent have agreed on
 * WebSocket, and limits what clients may send without a line of ours.
 */
final class Gateway implements AutoCloseable {
  /** Agents think for minutes; a client that has enough goes away, which ends its call. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

  private final AgentPools pools;
  private final OkHttpClient client;
  private final AgentPoolMetrics metrics;
  private final PrometheusMeterRegistry registry;
  private final GracefulShutdownHandler requests;
  private final Undertow server;
  private final Undertow admin;

  /**
   * Starts to listen.
   *
   * @param pools closed with the gateway
   * @throws IOException if an address can't be listened on; the pools stay the caller's then
   */
  Gateway(AgentPools pools, InetSocketAddress listen, AdminAddress adminAddress)
      throws IOException {
    this.pools = pools;
    this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    this.metrics = new AgentPoolMetrics(pools);
    this.client = client(pools);
    this.requests = new GracefulShutdownHandler(
        limited(new BlockingHandler(new ProxyHandler(client, pools.name()))));
    this.server = server(listen, requests);
    this.admin = adminServer(adminAddress);
    metrics.bindTo(registry);
    listen(server, listen);
    try {
      listen(admin, adminAddress.listen());
    } catch (IOException e) {
      server.stop();
      throw e;
    }
  }

  private static void listen(Undertow server, InetSocketAddress address) throws IOException {
    try {
      server.start();
    } catch (RuntimeException e) { // what Undertow wraps a BindException in
      throw new IOException(
          "can't listen on " + address.getHostString() + ":" + address.getPort() + ": "
              + (e.getCause() == null ? e : e.getCause()).getMessage(),
          e);
    }
  }

  private static OkHttpClient client(AgentPools pools) {
    OkHttpClient.Builder client = new OkHttpClient.Builder()
        .followRedirects(false)
        .readTimeout(LONGEST_SILENCE)
        .writeTimeout(LONGEST_SILENCE);
    return AgentPoolInterceptor.install(client, pools).build();
  }

  private static HttpHandler limited(HttpHandler handler) {
    return new RequestLimitingHandler(Limits.REQUESTS, Limits.WAITING_REQUESTS, handler);
  }

  private static Undertow server(InetSocketAddress listen, HttpHandler handler) {
    return Undertow.builder()
        .addHttpListener(listen.getPort(), listen.getHostString(), handler)
        .setWorkerThreads(Limits.REQUESTS)
        .setServerOption(UndertowOptions.DECODE_URL, false)
        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, Limits.HEADER_BYTES)
        .setServerOption(UndertowOptions.MAX_HEADERS, Limits.HEADERS)
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, Limits.BODY_BYTES)
        .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, Limits.CLIENT_MILLIS)
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, Limits.CLIENT_MILLIS)
        .setSocketOption(Options.WRITE_TIMEOUT, Limits.CLIENT_MILLIS)
        .setSocketOption(Options.TCP_NODELAY, true)
        .build();
  }

  private Undertow adminServer(AdminAddress address) {
    HttpHandler handler = new AdminGuard(address, new AdminHandler(pools, registry));
    return Undertow.builder()
        .addHttpListener(
            address.listen().getPort(),
            address.listen().getHostString(),
            new BlockingHandler(handler))
        .setIoThreads(1)
        .setWorkerThreads(4)
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, Limits.ADMIN_BODY_BYTES)
        .build();
  }

  /**
   * Takes no new requests, lets those that run finish, and closes.
   *
   * @param grace how long they may take at most
   * @return whether all have finished
   */
  boolean drain(Duration grace) throws InterruptedException {
    requests.shutdown();
    boolean all = requests.awaitShutdown(grace.toMillis());
    close();
    return all;
  }

  /** Ends whatever runs. Twice is fine. */
  @Override
  public void close() {
    server.stop();
    admin.stop();
    client.dispatcher().cancelAll();
    metrics.close();
    pools.close();
    client.connectionPool().evictAll();
  }
}
