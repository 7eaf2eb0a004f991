package ai.openclaw.lb.metrics;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.DiscoveryStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a pool's discovery, which are there while the pool has one: a reload may give it one, or
 * take it away. Thread-safe.
 */
final class DiscoveryMeters {
  private final AgentPool pool;
  private final MeterRegistry registry;
  private final ReentrantLock lock = new ReentrantLock();

  /** Null while the pool has no discovery. Guarded by {@link #lock}, as is the field below. */
  private @Nullable MeterGroup meters;

  private boolean removed;

  DiscoveryMeters(AgentPool pool, MeterRegistry registry) {
    this.pool = pool;
    this.registry = registry;
  }

  /** Goes by what the pool has now. */
  void follow() {
    lock.lock();
    try {
      if (removed || pool.discoveryStatus() == null) {
        end();
      } else if (meters == null) {
        meters = register();
      }
    } finally {
      lock.unlock();
    }
  }

  /** There are none from now on. */
  void remove() {
    lock.lock();
    try {
      removed = true;
      end();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    if (meters != null) {
      meters.remove();
      meters = null;
    }
  }

  private MeterGroup register() {
    MeterGroup group = new MeterGroup(registry, Tags.of("pool", pool.name()));
    group.counter(
        "openclaw.lb.discovery.failures",
        "Failed looks for agents, and refused lists",
        Tags.empty(),
        () -> of(DiscoveryStatus::failures));
    group.gauge(
        "openclaw.lb.discovery.agents",
        "Agents in the list in force",
        Tags.empty(),
        () -> of(DiscoveryStatus::listed));
    group.gauge(
        "openclaw.lb.discovery.age.seconds",
        "Age of the list in force; NaN without one",
        Tags.empty(),
        () -> of(DiscoveryMeters::ageSeconds));
    return group;
  }

  private Number of(Function<DiscoveryStatus, Number> value) {
    DiscoveryStatus status = pool.discoveryStatus();
    return status == null ? Double.NaN : value.apply(status);
  }

  private static Number ageSeconds(DiscoveryStatus status) {
    Duration age = status.age();
    return age == null ? Double.NaN : age.toNanos() / 1e9;
  }
}
