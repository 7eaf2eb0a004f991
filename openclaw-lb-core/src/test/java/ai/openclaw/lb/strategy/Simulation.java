package ai.openclaw.lb.strategy;

import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Calls through a strategy in virtual time: Poisson arrivals, each an attempt on the agent that was
 * picked, whose first byte and end come after a given time. No queues, no retries.
 */
final class Simulation {
  /** How an agent serves an attempt. */
  record Service(long firstByteMillis, long totalMillis, AttemptResult result) {}

  /** How the agent at an index serves an attempt that begins at a time since the start. */
  interface Servers {
    Service serve(int agent, long millis);
  }

  private record Event(long nanos, long order, Runnable action) {}

  final int[] attempts;

  private final FakeEnvironment clock;
  private final Selector selector;
  private final List<FakeAgent> agents;
  private final Servers servers;
  private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) ->
      a.nanos == b.nanos ? Long.compare(a.order, b.order) : Long.compare(a.nanos - b.nanos, 0));
  private final long start;
  private long order;

  Simulation(FakeEnvironment clock, Strategy strategy, int size, Servers servers) {
    this.clock = clock;
    this.agents = FakeAgent.equal(strategy, size);
    this.selector = strategy.selector(agents);
    this.servers = servers;
    this.attempts = new int[size];
    this.start = clock.now();
  }

  /** Runs calls that arrive at random, {@code meanMillis} apart on average. */
  Simulation run(int calls, double meanMillis, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double millis = 0;
    for (int i = 0; i < calls; i++) {
      millis -= Math.log(1 - random.nextDouble()) * meanMillis;
      at(start + (long) (millis * 1e6), this::call);
    }
    finish();
    return this;
  }

  /** Runs calls one after the other, each as soon as the one before it has ended. */
  Simulation runOneByOne(int calls) {
    for (int i = 0; i < calls; i++) {
      call();
      finish();
    }
    return this;
  }

  private void finish() {
    for (Event next = events.poll(); next != null; next = events.poll()) {
      clock.advanceNanos(next.nanos - clock.now());
      next.action.run();
    }
  }

  private void at(long nanos, Runnable action) {
    events.add(new Event(nanos, order++, action));
  }

  private void call() {
    int index = selector.pick(0, Exclusions.NONE);
    FakeAgent agent = agents.get(index);
    long began = clock.now();
    Service service = servers.serve(index, (began - start) / 1_000_000);
    attempts[index]++;
    agent.inFlight.incrementAndGet();
    agent.tracker().began(began);
    if (service.firstByteMillis >= 0) {
      long firstByte = service.firstByteMillis * 1_000_000;
      at(began + firstByte, () -> agent.tracker().firstByte(clock.now(), firstByte));
    }
    long total = service.totalMillis * 1_000_000;
    at(began + total, () -> {
      agent.inFlight.decrementAndGet();
      agent.tracker().ended(clock.now(), total, service.result);
    });
  }
}
