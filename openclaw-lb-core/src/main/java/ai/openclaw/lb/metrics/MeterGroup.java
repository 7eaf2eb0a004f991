package ai.openclaw.lb.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.noop.NoopCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Meters that share their tags and come and go together. Thread-safe. */
final class MeterGroup {
  private final MeterRegistry registry;
  private final Tags tags;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}, as are the two fields below. */
  private final List<Meter> meters = new ArrayList<>();

  /** What counters read. A registry would let go of it at the next garbage collection. */
  private final List<Supplier<Number>> sources = new ArrayList<>();

  /** Whether they are gone, and none is to come. */
  private boolean removed;

  MeterGroup(MeterRegistry registry, Tags tags) {
    this.registry = registry;
    this.tags = tags;
  }

  /** A gauge, unless the group is gone. */
  void gauge(String name, String description, Tags more, Supplier<Number> value) {
    lock.lock();
    try {
      if (!removed) {
        meters.add(Gauge.builder(name, value)
            .description(description)
            .tags(tags.and(more))
            .strongReference(true)
            .register(registry));
      }
    } finally {
      lock.unlock();
    }
  }

  /** A counter that reads what is counted elsewhere, unless the group is gone. */
  void counter(String name, String description, Tags more, Supplier<Number> value) {
    lock.lock();
    try {
      if (!removed) {
        sources.add(value);
        meters.add(FunctionCounter.builder(name, value, count -> count.get().doubleValue())
            .description(description)
            .tags(tags.and(more))
            .register(registry));
      }
    } finally {
      lock.unlock();
    }
  }

  /** A counter of its own; one that counts for nobody where the group is gone. */
  Counter counter(String name, String description, Tags more) {
    lock.lock();
    try {
      Tags all = tags.and(more);
      if (removed) {
        return new NoopCounter(new Meter.Id(name, all, null, description, Meter.Type.COUNTER));
      }
      Counter counter = Counter.builder(name).description(description).tags(all).register(registry);
      meters.add(counter);
      return counter;
    } finally {
      lock.unlock();
    }
  }

  /** Removes all of them; what is asked for later is not registered. Twice is fine. */
  void remove() {
    lock.lock();
    try {
      removed = true;
      meters.forEach(registry::remove);
      meters.clear();
      sources.clear();
    } finally {
      lock.unlock();
    }
  }
}
