package ai.openclaw.lb.examples.zookeeper;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.discovery.AgentDiscovery;
import ai.openclaw.lb.discovery.DiscoveryListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.x.discovery.ServiceCache;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.curator.x.discovery.details.ServiceCacheListener;

/**
 * Tells a pool of the agents that are registered in ZooKeeper: at each change, and all of them once more
 * every 30 s, should a change have been missed. While ZooKeeper is away nothing changes.
 */
final class ZooKeeperDiscovery implements AgentDiscovery {
  private static final long RESYNC_SECONDS = 30;

  private final CuratorFramework client;
  private final ServiceDiscovery<Void> services;
  private final ServiceCache<Void> cache;
  private final String service;
  private final ScheduledExecutorService resync =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "zookeeper-resync");
        thread.setDaemon(true);
        return thread;
      });

  /** @param service the name that the agents register by; the client is this one's to close */
  ZooKeeperDiscovery(CuratorFramework client, String service) {
    this.client = client;
    this.service = service;
    this.services = ServiceDiscoveryBuilder.builder(Void.class)
        .client(client)
        .basePath(Agents.PATH)
        .build();
    this.cache = services.serviceCacheBuilder().name(service).build();
  }

  @Override
  public void start(DiscoveryListener listener) throws Exception {
    if (client.getState() == CuratorFrameworkState.LATENT) {
      client.start();
    }
    cache.addListener(new ServiceCacheListener() {
      @Override
      public void cacheChanged() {
        listener.agents(agents(cache.getInstances()));
      }

      @Override
      public void stateChanged(CuratorFramework changed, ConnectionState state) {
        if (!state.isConnected()) {
          listener.failed("ZooKeeper: " + state);
        }
      }
    });
    services.start();
    cache.start();
    Future<?> unused =
        resync.scheduleWithFixedDelay(() -> look(listener), 0, RESYNC_SECONDS, TimeUnit.SECONDS);
  }

  private void look(DiscoveryListener listener) {
    try {
      listener.agents(agents(services.queryForInstances(service)));
    } catch (Exception e) {
      listener.failed("ZooKeeper: " + e);
    }
  }

  private static List<AgentConfig> agents(Collection<ServiceInstance<Void>> instances) {
    List<AgentConfig> agents = new ArrayList<>();
    for (ServiceInstance<Void> instance : instances) {
      String host = instance.getAddress() + ":" + instance.getPort();
      agents.add(AgentConfig.of(instance.getId(), host));
    }
    return agents;
  }

  @Override
  public void close() throws IOException {
    resync.shutdownNow();
    cache.close();
    services.close();
    client.close();
  }
}
