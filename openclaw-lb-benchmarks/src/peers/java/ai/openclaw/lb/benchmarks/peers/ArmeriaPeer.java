package ai.openclaw.lb.benchmarks.peers;

import com.linecorp.armeria.common.loadbalancer.LoadBalancer;
import com.linecorp.armeria.common.loadbalancer.SimpleLoadBalancer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Armeria's load balancers. An operation is a bare choice; {@code sticky} is a jump hash of a key that
 * is known.
 */
final class ArmeriaPeer {
  private ArmeriaPeer() {}

  static Peer of(String policy, int agents) {
    List<String> endpoints =
        IntStream.range(0, agents).mapToObj(i -> "agent-" + i).toList();
    return switch (policy) {
      case "round_robin" -> choosing(LoadBalancer.ofRoundRobin(endpoints));
      case "weighted_round_robin" ->
        choosing(LoadBalancer.ofWeightedRoundRobin(endpoints, endpoint -> 1));
      case "sticky" -> sticky(endpoints);
      default -> throw Peers.unknown(policy);
    };
  }

  private static Peer choosing(SimpleLoadBalancer<String> balancer) {
    return key -> balancer.pick();
  }

  private static Peer sticky(List<String> endpoints) {
    LoadBalancer<String, long[]> balancer = LoadBalancer.ofSticky(endpoints, keys -> keys[0]);
    return key -> balancer.pick(new long[] {key});
  }
}
