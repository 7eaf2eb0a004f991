package ai.openclaw.lb.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeterGroupTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final MeterGroup meters = new MeterGroup(registry, Tags.of("pool", "pool-1"));
  private final AtomicLong counted = new AtomicLong();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void whatIsReadOutlivesAGarbageCollection() {
    meters.counter("calls", "Calls", Tags.empty(), counted::get);
    meters.gauge("running", "Running calls", Tags.empty(), counted::get);
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    for (int i = 0; i < 1000 && garbage.get() != null; i++) {
      System.gc();
    }
    counted.set(3);
    assertEquals(
        3, registry.get("calls").tag("pool", "pool-1").functionCounter().count());
    assertEquals(3, registry.get("running").tag("pool", "pool-1").gauge().value());
  }

  @Test
  void ofAGroupThatIsGoneNothingIsLeftAndNothingComes() {
    meters.counter("calls", "Calls", Tags.empty(), counted::get);
    meters.counter("attempts", "Attempts", Tags.empty()).increment();
    meters.remove();
    meters.remove();
    meters.counter("later calls", "Calls", Tags.empty(), counted::get);
    meters.gauge("running", "Running calls", Tags.empty(), counted::get);
    Counter late = meters.counter("later attempts", "Attempts", Tags.empty());
    late.increment();
    assertEquals(List.of(), registry.getMeters());
  }
}
