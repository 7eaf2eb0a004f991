package ai.openclaw.lb.benchmarks.peers;

import io.servicetalk.client.api.ConnectionFactory;
import io.servicetalk.client.api.DefaultServiceDiscovererEvent;
import io.servicetalk.client.api.LoadBalancedConnection;
import io.servicetalk.client.api.LoadBalancer;
import io.servicetalk.client.api.RequestTracker;
import io.servicetalk.client.api.ServiceDiscovererEvent;
import io.servicetalk.concurrent.Cancellable;
import io.servicetalk.concurrent.SingleSource;
import io.servicetalk.concurrent.api.Completable;
import io.servicetalk.concurrent.api.Publisher;
import io.servicetalk.concurrent.api.Single;
import io.servicetalk.concurrent.api.SourceAdapters;
import io.servicetalk.context.api.ContextMap;
import io.servicetalk.loadbalancer.LoadBalancers;
import io.servicetalk.loadbalancer.LoadBalancingPolicies;
import io.servicetalk.loadbalancer.LoadBalancingPolicy;
import io.servicetalk.transport.api.TransportObserver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * ServiceTalk's load balancer, one connection to each host. An operation is the selection of a
 * connection; with {@code p2c} the request's begin and success are reported, which makes latency and
 * in-flight.
 */
final class ServiceTalkPeer {
  private ServiceTalkPeer() {}

  static Peer of(String policy, int agents) {
    return switch (policy) {
      case "round_robin" ->
        peer(LoadBalancingPolicies.roundRobin().build(), agents, false);
      case "p2c" -> peer(LoadBalancingPolicies.p2c().build(), agents, true);
      default -> throw Peers.unknown(policy);
    };
  }

  private static Peer peer(
      LoadBalancingPolicy<String, Connection> policy, int agents, boolean tracked) {
    List<ServiceDiscovererEvent<String>> events = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      events.add(new DefaultServiceDiscovererEvent<>(
          "agent-" + i, ServiceDiscovererEvent.Status.AVAILABLE));
    }
    Publisher<Collection<ServiceDiscovererEvent<String>>> discovered =
        Publisher.<Collection<ServiceDiscovererEvent<String>>>from(events)
            .concat(Publisher.never());
    LoadBalancer<Connection> balancer = LoadBalancers.<String, Connection>builder("peer")
        .loadBalancingPolicy(policy)
        .build()
        .newLoadBalancer(discovered, new Connections(), "agents");
    return key -> {
      Chosen chosen = new Chosen();
      SourceAdapters.toSource(balancer.selectConnection(connection -> true, null)).subscribe(chosen);
      Connection connection = chosen.connection();
      if (tracked) {
        long began = connection.tracker.beforeRequestStart();
        connection.tracker.onRequestSuccess(began);
      }
      return connection;
    };
  }

  private static final class Chosen implements SingleSource.Subscriber<Connection> {
    private Connection connection;
    private Throwable failure;

    Connection connection() {
      if (connection == null) {
        throw new IllegalStateException("no connection (expected: one at once)", failure);
      }
      return connection;
    }

    @Override
    public void onSubscribe(Cancellable cancellable) {}

    @Override
    public void onSuccess(Connection result) {
      connection = result;
    }

    @Override
    public void onError(Throwable thrown) {
      failure = thrown;
    }
  }

  private static final class Connections implements ConnectionFactory<String, Connection> {
    @Override
    public Single<Connection> newConnection(
        String address, ContextMap context, TransportObserver observer) {
      return Single.succeeded(new Connection(context.get(RequestTracker.REQUEST_TRACKER_KEY)));
    }

    @Override
    public Completable onClose() {
      return Completable.never();
    }

    @Override
    public Completable closeAsync() {
      return Completable.completed();
    }
  }

  private static final class Connection implements LoadBalancedConnection {
    private final RequestTracker tracker;

    Connection(RequestTracker tracker) {
      this.tracker = tracker;
    }

    @Override
    public int score() {
      return 1;
    }

    @Override
    public Completable onClose() {
      return Completable.never();
    }

    @Override
    public Completable closeAsync() {
      return Completable.completed();
    }
  }
}
