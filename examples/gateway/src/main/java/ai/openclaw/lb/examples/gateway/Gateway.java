package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.metrics.AgentPoolMetrics;
import ai.openclaw.lb.okhttp.AgentPoolInterceptor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.undertow.Undertow;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import okhttp3.OkHttpClient;

/** The pools of one document behind a listener, and the admin API on another one. Thread-safe. */
final class Gateway implements AutoCloseable {
  /** Agents think for minutes; a client that has enough goes away, which ends its call. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

  private final AgentPools pools;
  private final OkHttpClient client;
  private final AgentPoolMetrics metrics;
  private final Running running = new Running();
  private final Tunnels tunnels;
  private final Undertow server;
  private final Undertow admin;

  /**
   * Starts to listen.
   *
   * @param pools closed with the gateway
   * @throws IOException if an address can't be listened on; the pools stay the caller's then
   */
  Gateway(AgentPools pools, InetSocketAddress listen, AdminAddress adminAddress, Limits limits)
      throws IOException {
    this.pools = pools;
    this.metrics = new AgentPoolMetrics(pools);
    this.client = client(pools);
    this.tunnels = new Tunnels(limits.tunnels(), running);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    metrics.bindTo(registry);
    this.server = Servers.forClients(
        listen, new ProxyHandler(client, pools.name(), limits, running, tunnels), limits, running);
    this.admin = Servers.forAdmin(adminAddress, new AdminHandler(pools, registry));
    Servers.start(server, listen);
    try {
      Servers.start(admin, adminAddress.listen());
    } catch (IOException e) {
      server.stop();
      metrics.close();
      throw e;
    }
  }

  private static OkHttpClient client(AgentPools pools) {
    OkHttpClient.Builder client = new OkHttpClient.Builder()
        .followRedirects(false)
        .readTimeout(LONGEST_SILENCE)
        .writeTimeout(LONGEST_SILENCE);
    return AgentPoolInterceptor.install(client, pools).build();
  }

  /** Where clients find the pools: with the port that the system chose, where it was to choose. */
  InetSocketAddress address() {
    return Servers.address(server);
  }

  /** Where the admin API listens. */
  InetSocketAddress adminAddress() {
    return Servers.address(admin);
  }

  /**
   * Takes no new requests, lets those that run finish, and closes.
   *
   * @param grace how long they may take at most
   * @return whether all have finished
   */
  boolean drain(Duration grace) throws InterruptedException {
    boolean all = running.end(grace);
    close();
    return all;
  }

  /** Ends whatever runs. Twice is fine. */
  @Override
  public void close() {
    running.cancel();
    tunnels.close();
    server.stop();
    admin.stop();
    metrics.close();
    pools.close();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
