package ai.openclaw.lb.examples.gateway;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/** Passes each request on to the pools, by a balanced client, and the answer back. */
final class ProxyHandler implements HttpHandler {
  private final OkHttpClient client;

  /** HTTP/2 has no connections to hand over. */
  private final OkHttpClient upgradingClient;

  private final String balanced;
  private final Limits limits;
  private final Running running;
  private final Tunnels tunnels;

  /**
   * Passes on to these pools.
   *
   * @param balanced the host that stands for them
   * @param running is told of all that runs
   * @param tunnels takes connections that change their protocol
   */
  ProxyHandler(
      OkHttpClient client, String balanced, Limits limits, Running running, Tunnels tunnels) {
    this.client = client;
    this.upgradingClient =
        client.newBuilder().protocols(List.of(Protocol.HTTP_1_1)).build();
    this.balanced = balanced;
    this.limits = limits;
    this.running = running;
    this.tunnels = tunnels;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    if (!HopHeaders.asksForUpgrade(exchange.getRequestHeaders())) {
      pass(exchange, client, null);
      return;
    }
    Tunnels.Place place = tunnels.reserve();
    if (place == null) {
      OwnAnswer.send(exchange, StatusCodes.SERVICE_UNAVAILABLE, "too many open connections");
      return;
    }
    try (place) {
      pass(exchange, upgradingClient, place);
    }
  }

  private void pass(HttpServerExchange exchange, OkHttpClient by, Tunnels.@Nullable Place place) {
    exchange.startBlocking();
    new ProxiedCall(exchange, limits, running, place).run(by, balanced);
  }
}
