package ai.openclaw.lb.benchmarks.peers;

import com.twitter.finagle.Address;
import com.twitter.finagle.ClientConnection;
import com.twitter.finagle.NoBrokersAvailableException;
import com.twitter.finagle.Service;
import com.twitter.finagle.Service$;
import com.twitter.finagle.ServiceFactory;
import com.twitter.finagle.ServiceFactory$;
import com.twitter.finagle.Stack;
import com.twitter.finagle.loadbalancer.Balancers;
import com.twitter.finagle.loadbalancer.EndpointFactory;
import com.twitter.finagle.loadbalancer.LazyEndpointFactory;
import com.twitter.finagle.loadbalancer.LoadBalancerFactory;
import com.twitter.util.Activity$;
import com.twitter.util.Future;
import java.util.ArrayList;
import java.util.List;
import scala.collection.immutable.IndexedSeq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Finagle's balancers over endpoints that open at once. An operation acquires a service and closes it:
 * all but {@code round_robin} count requests in flight by that, {@code p2c_peak_ewma} measures latency
 * too.
 */
final class FinaglePeer {
  private FinaglePeer() {}

  static Peer of(String policy, int agents) {
    LoadBalancerFactory factory =
        switch (policy) {
          case "round_robin" -> Balancers.roundRobin();
          case "p2c" -> Balancers.p2c(Balancers.p2c$default$1());
          case "p2c_peak_ewma" ->
            Balancers.p2cPeakEwma(
                Balancers.p2cPeakEwma$default$1(), Balancers.p2cPeakEwma$default$2());
          case "heap" -> Balancers.heap(Balancers.heap$default$1());
          default -> throw Peers.unknown(policy);
        };
    ServiceFactory<Object, String> balancer = factory.newBalancer(
        Activity$.MODULE$.value(endpoints(agents)),
        new NoBrokersAvailableException("agents"),
        Stack.Params$.MODULE$.empty());
    ClientConnection nobody = ClientConnection.nil();
    return key -> {
      Service<Object, String> service = balancer.apply(nobody).poll().get().get();
      service.close();
      return service;
    };
  }

  private static IndexedSeq<EndpointFactory<Object, String>> endpoints(int agents) {
    List<EndpointFactory<Object, String>> endpoints = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      Service<Object, String> service = Service$.MODULE$.constant(Future.value("answer"));
      ServiceFactory<Object, String> opened = ServiceFactory$.MODULE$.constant(service);
      endpoints.add(new LazyEndpointFactory<>(() -> opened, Address.apply(5000 + i)));
    }
    return CollectionConverters.asScala(endpoints).toIndexedSeq();
  }
}
