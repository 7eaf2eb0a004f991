package ai.openclaw.lb;

import ai.openclaw.lb.config.DiscoveryConfig;
import ai.openclaw.lb.config.DnsConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.discovery.AgentDiscovery;
import ai.openclaw.lb.discovery.DnsDiscovery;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/** The discoveries that a document can name: by DNS, and the program's own. Immutable. */
final class Discoveries {
  static final Discoveries BUILT_IN = new Discoveries(Map.of());

  private final Map<String, AgentDiscovery.Factory> byName;

  private Discoveries(Map<String, AgentDiscovery.Factory> byName) {
    this.byName = byName;
  }

  Discoveries with(String name, AgentDiscovery.Factory factory) {
    Objects.requireNonNull(factory, "factory");
    boolean taken = Set.of(DiscoveryConfig.STATIC, DiscoveryConfig.DNS).contains(name);
    if (taken || byName.containsKey(name)) {
      throw new IllegalArgumentException("discovery: " + name + " (expected: a name of its own)");
    }
    Map<String, AgentDiscovery.Factory> more = new LinkedHashMap<>(byName);
    more.put(name, factory);
    return new Discoveries(more);
  }

  Set<String> names() {
    return byName.keySet();
  }

  /**
   * Makes the discovery of a pool that has one.
   *
   * @throws IllegalArgumentException if nobody has given one of its name
   */
  AgentDiscovery create(PoolConfig pool, ScheduledExecutorService scheduler) {
    DiscoveryConfig discovery = pool.membership().discovery();
    DnsConfig dns = discovery.dns();
    if (dns != null) {
      return DnsDiscovery.of(dns, scheduler);
    }
    AgentDiscovery.Factory factory = byName.get(discovery.type());
    if (factory == null) {
      throw new IllegalArgumentException("discovery.type: " + discovery.type()
          + " (expected: static, dns or one of " + byName.keySet() + ")");
    }
    return Objects.requireNonNull(factory.create(pool.name()), "discovery " + discovery.type());
  }
}
