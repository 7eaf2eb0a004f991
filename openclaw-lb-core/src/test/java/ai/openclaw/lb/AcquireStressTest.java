package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.health.ProbeResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Calls of eight threads through a pool that another thread changes a thousand times. */
class AcquireStressTest {
  private static final int THREADS = 8;
  private static final int CALLS = 4_000;
  private static final int CHANGES = 1_000;
  private static final int MAX_CONNECTIONS = 3;
  private static final long SEED = PoolFixture.SEED;

  private final PoolFixture fixture = new PoolFixture();
  private final Map<Agent, AtomicInteger> running = new ConcurrentHashMap<>();
  private final LongAdder began = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder unserved = new LongAdder();

  private final LongAdder served = new LongAdder();

  /** The most attempts that were seen to run on one agent at once. */
  private final AtomicInteger mostAtOnce = new AtomicInteger();

  /** The agents that the changing thread keeps; it alone touches them. */
  private final List<String> present = new ArrayList<>();

  private volatile ProbeResult found = ProbeResult.passed(200);

  @Test
  void nothingIsLostAndNoLimitIsPassedWhileThePoolChanges() throws Exception {
    AgentPool pool = pool();
    ExecutorService executor = Executors.newFixedThreadPool(THREADS + 1);
    CyclicBarrier start = new CyclicBarrier(THREADS + 1);
    try (pool) {
      List<Future<?>> tasks = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        long seed = SEED + thread;
        tasks.add(executor.submit(() -> {
          start.await();
          call(pool, new SplittableRandom(seed));
          return null;
        }));
      }
      tasks.add(executor.submit(() -> {
        start.await();
        change(pool, new Random(SEED));
        return null;
      }));
      for (Future<?> task : tasks) {
        task.get();
      }
    } finally {
      executor.shutdownNow();
    }
    assertNothingLost(pool.status());
  }

  private AgentPool pool() {
    PoolOptions options = PoolOptions.DEFAULTS
        .nanoTime(fixture.ticker)
        .scheduler(fixture.scheduler)
        .healthProbe(target -> CompletableFuture.completedFuture(
            target.agentId().equals("steady") ? ProbeResult.passed(200) : found));
    AgentPool.Builder builder = AgentPool.builder("agents")
        .options(options)
        .healthCheck(HealthCheckConfig.DEFAULT
            .withInterval(Duration.ofMillis(100), Duration.ofMillis(50))
            .withThresholds(1, 1));
    builder.agent(agent("steady").withMaxConnections(MAX_CONNECTIONS));
    for (int i = 0; i < 4; i++) {
      present.add("agent-" + i);
      builder.agent(agent("agent-" + i).withMaxConnections(MAX_CONNECTIONS));
    }
    return builder.build();
  }

  private void assertNothingLost(PoolStatus status) {
    String seed = "seed " + SEED + ": " + status;
    for (AgentStatus agent : status.agents()) {
      assertEquals(0, agent.inFlight(), seed);
    }
    running.forEach((agent, count) -> assertEquals(0, agent.inFlight(), agent.id() + ", " + seed));
    assertEquals(began.sum(), ended.sum(), seed);
    assertEquals((long) THREADS * CALLS, status.requests(), seed);
    assertEquals((long) THREADS * CALLS, served.sum() + unserved.sum(), seed);
    assertTrue(began.sum() > 0, seed);
    assertTrue(
        mostAtOnce.get() > 0 && mostAtOnce.get() <= MAX_CONNECTIONS,
        "at once on one agent: " + mostAtOnce.get());
  }

  private void call(AgentPool pool, SplittableRandom random) {
    for (int i = 0; i < CALLS; i++) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      try {
        attempts(call, random);
      } catch (NoAgentAvailableException e) {
        // The one refusal there may be; whether the call had an agent before is counted below.
      }
      (call.attempts() == 0 ? unserved : served).increment();
    }
  }

  /** One attempt, and another one where it fails and that may be at once. */
  private void attempts(AgentCall call, SplittableRandom random) throws NoAgentAvailableException {
    boolean again = true;
    while (again) {
      Lease lease = call.acquire();
      began.increment();
      AtomicInteger count = running.computeIfAbsent(lease.agent(), agent -> new AtomicInteger());
      mostAtOnce.accumulateAndGet(count.incrementAndGet(), Math::max);
      Thread.onSpinWait();
      count.decrementAndGet();
      again = end(call, lease, random.nextInt(4));
      ended.increment();
    }
  }

  private static boolean end(AgentCall call, Lease lease, int how) {
    switch (how) {
      case 0 -> {
        Decision decision = call.failed(lease, Outcome.notSent(new IOException("refused")));
        return decision.retry() && decision.delay().isZero();
      }
      case 1 -> lease.close();
      case 2 -> {
        lease.firstByte();
        lease.complete(Outcome.status(500));
      }
      default -> lease.complete(Outcome.status(200));
    }
    return false;
  }

  private void change(AgentPool pool, Random random) {
    for (int i = 0; i < CHANGES; i++) {
      String id = present.get(random.nextInt(present.size()));
      switch (random.nextInt(6)) {
        case 0 -> pool.setWeight(id, random.nextInt(4), Duration.ofMillis(random.nextInt(500)));
        case 1 -> pool.drain(id);
        case 2 -> replace(pool, id, "agent-" + (100 + i));
        case 3 -> replace(pool, id, id);
        case 4 -> found = ProbeResult.failed("scripted");
        default -> found = ProbeResult.passed(200);
      }
      fixture.scheduler.advance(Duration.ofMillis(40));
      if (i % 50 == 0) {
        assertEquals(present.size() + 1, pool.status().agents().size());
      }
    }
  }

  private void replace(AgentPool pool, String old, String id) {
    pool.remove(old);
    present.remove(old);
    pool.add(agent(id).withMaxConnections(MAX_CONNECTIONS));
    present.add(id);
  }
}
