package ai.openclaw.lb.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import reactor.core.publisher.Flux;

/** Spring Cloud LoadBalancer. An operation is a choice that is waited for, as its blocking client does. */
final class SpringPeer {
  private SpringPeer() {}

  static Peer of(String policy, int agents) {
    if (!policy.equals("round_robin")) {
      throw Peers.unknown(policy);
    }
    List<ServiceInstance> instances = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      instances.add(
          new DefaultServiceInstance("agent-" + i, "agents", "127.0.0.1", 5000 + i, false));
    }
    StaticListableBeanFactory beans = new StaticListableBeanFactory();
    beans.addBean("agents", new Fixed(instances));
    ObjectProvider<ServiceInstanceListSupplier> supplier =
        beans.getBeanProvider(ServiceInstanceListSupplier.class);
    RoundRobinLoadBalancer balancer = new RoundRobinLoadBalancer(supplier, "agents", 0);
    Request<Object> request = new DefaultRequest<>(new Object());
    return key -> balancer.choose(request).block();
  }

  private record Fixed(List<ServiceInstance> instances) implements ServiceInstanceListSupplier {
    @Override
    public String getServiceId() {
      return "agents";
    }

    @Override
    public Flux<List<ServiceInstance>> get() {
      return Flux.just(instances);
    }
  }
}
