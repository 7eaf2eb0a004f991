package ai.openclaw.lb.benchmarks.peers;

import com.netflix.loadbalancer.BaseLoadBalancer;
import com.netflix.loadbalancer.BestAvailableRule;
import com.netflix.loadbalancer.IRule;
import com.netflix.loadbalancer.LoadBalancerStats;
import com.netflix.loadbalancer.RoundRobinRule;
import com.netflix.loadbalancer.Server;
import com.netflix.loadbalancer.ServerStats;

/**
 * Ribbon's rules. {@code round_robin} is a bare choice; with {@code best_available}, the least
 * concurrent requests, the request is counted up and down.
 */
final class RibbonPeer {
  private RibbonPeer() {}

  static Peer of(String policy, int agents) {
    BaseLoadBalancer balancer = new BaseLoadBalancer();
    for (int i = 0; i < agents; i++) {
      Server server = new Server("agent-" + i, 5000 + i);
      server.setAlive(true);
      server.setReadyToServe(true);
      balancer.addServer(server);
    }
    balancer.getAllServers().forEach(server -> server.setAlive(true));
    return switch (policy) {
      case "round_robin" -> {
        IRule rule = new RoundRobinRule(balancer);
        yield key -> rule.choose(null);
      }
      case "best_available" -> leastConcurrent(balancer);
      default -> throw Peers.unknown(policy);
    };
  }

  private static Peer leastConcurrent(BaseLoadBalancer balancer) {
    BestAvailableRule rule = new BestAvailableRule();
    rule.setLoadBalancer(balancer);
    LoadBalancerStats stats = balancer.getLoadBalancerStats();
    return key -> {
      Server server = rule.choose(null);
      ServerStats of = stats.getSingleServerStat(server);
      of.incrementActiveRequestsCount();
      of.decrementActiveRequestsCount();
      return server;
    };
  }
}
