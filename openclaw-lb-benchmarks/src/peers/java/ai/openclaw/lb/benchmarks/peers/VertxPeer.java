package ai.openclaw.lb.benchmarks.peers;

import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.endpoint.InteractionMetrics;
import io.vertx.core.net.endpoint.LoadBalancer;
import io.vertx.core.net.endpoint.ServerEndpoint;
import io.vertx.core.net.endpoint.ServerInteraction;
import io.vertx.core.net.endpoint.ServerSelector;
import java.util.ArrayList;
import java.util.List;

/**
 * Vert.x' endpoint selectors. {@code round_robin} and {@code consistent_hashing} are bare choices, the
 * latter of a text that is made of the key; {@code least_requests} and {@code p2c} count requests in
 * flight; {@code p2c_full} reports all four steps of a request, and so measures latency too.
 */
final class VertxPeer {
  private VertxPeer() {}

  static Peer of(String policy, int agents) {
    return switch (policy) {
      case "round_robin" -> {
        ServerSelector selector = selector(LoadBalancer.ROUND_ROBIN, agents);
        yield key -> selector.select();
      }
      case "consistent_hashing" -> {
        ServerSelector selector = selector(LoadBalancer.CONSISTENT_HASHING, agents);
        String[] texts = texts();
        yield key -> selector.select(texts[(int) key & texts.length - 1]);
      }
      case "least_requests" -> counting(LoadBalancer.LEAST_REQUESTS, agents, false);
      case "p2c" -> counting(LoadBalancer.POWER_OF_TWO_CHOICES, agents, false);
      case "p2c_full" -> counting(LoadBalancer.POWER_OF_TWO_CHOICES, agents, true);
      default -> throw Peers.unknown(policy);
    };
  }

  private static String[] texts() {
    String[] texts = new String[4096];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = "session-" + i;
    }
    return texts;
  }

  private static ServerSelector selector(LoadBalancer balancer, int agents) {
    return balancer.selector(endpoints(balancer, agents));
  }

  private static Peer counting(LoadBalancer balancer, int agents, boolean full) {
    List<Endpoint<?>> endpoints = endpoints(balancer, agents);
    ServerSelector selector = balancer.selector(endpoints);
    return key -> endpoints.get(selector.select()).request(full);
  }

  private static List<Endpoint<?>> endpoints(LoadBalancer balancer, int agents) {
    List<Endpoint<?>> endpoints = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      endpoints.add(new Endpoint<>("agent-" + i, balancer.newMetrics()));
    }
    return endpoints;
  }

  private record Endpoint<M>(String key, InteractionMetrics<M> metrics) implements ServerEndpoint {
    Object request(boolean full) {
      M request = metrics.initiateRequest();
      if (full) {
        metrics.reportRequestBegin(request);
        metrics.reportRequestEnd(request);
        metrics.reportResponseBegin(request);
      }
      metrics.reportResponseEnd(request);
      return request;
    }

    @Override
    public SocketAddress address() {
      throw new UnsupportedOperationException("nothing is sent");
    }

    @Override
    public ServerInteraction newInteraction() {
      throw new UnsupportedOperationException("requests are reported to the metrics");
    }

    @Override
    public Object unwrap() {
      return key;
    }
  }
}
