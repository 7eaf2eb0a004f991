package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.QueueConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * Many threads compete for a few places. The clock stands still, so no wait ends by time: a wake-up
 * that is lost leaves a thread waiting for ever, which the test's own limit finds.
 */
class WaitingStressTest {
  private static final int THREADS = 12;
  private static final int CALLS = 2_000;
  private static final int PLACES = 3;
  private static final long SEED = PoolFixture.SEED;

  private final PoolFixture fixture = new PoolFixture();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final LongAdder waits = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder served = new LongAdder();

  @Test
  void nobodyWaitsForEverAndNoPlaceIsLost() throws Exception {
    AgentPool pool = fixture
        .builder()
        .agent(agent("a").withMaxConnections(1))
        .agent(agent("b").withMaxConnections(PLACES - 1))
        .resilience(
            ResilienceConfig.DEFAULT.withQueue(new QueueConfig(THREADS, Duration.ofHours(1))))
        .build();
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    CyclicBarrier start = new CyclicBarrier(THREADS);
    try (pool) {
      List<Future<?>> tasks = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        long seed = SEED + thread;
        tasks.add(executor.submit(() -> {
          start.await();
          SplittableRandom random = new SplittableRandom(seed);
          for (int i = 0; i < CALLS; i++) {
            call(pool, random);
          }
          return null;
        }));
      }
      for (Future<?> task : tasks) {
        task.get(60, TimeUnit.SECONDS);
      }
      assertNothingLost(pool);
    } finally {
      executor.shutdownNow();
    }
  }

  private void call(AgentPool pool, SplittableRandom random) throws Exception {
    AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
    while (true) {
      try {
        Lease lease = call.acquire();
        mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
        if (random.nextInt(4) == 0) {
          Thread.yield();
        }
        running.decrementAndGet();
        lease.complete(Outcome.status(200));
        served.increment();
        return;
      } catch (NoAgentAvailableException e) {
        if (!waited(call, e, random)) {
          cancelled.increment();
          return;
        }
      }
    }
  }

  /** Waits to be called back; returns false where the caller gave up, which some do at any time. */
  private boolean waited(AgentCall call, NoAgentAvailableException refusal, SplittableRandom random)
      throws InterruptedException {
    Semaphore ready = new Semaphore(0);
    Waiting waiting = call.waitForRoom(refusal, ready::release);
    assertTrue(waiting != null, refusal::toString);
    waits.increment();
    int patience = random.nextInt(8);
    if (patience == 0) {
      waiting.cancel();
      return false;
    }
    if (patience == 1) {
      return true; // and asks again, at the queue's end
    }
    ready.acquire();
    if (patience == 2) {
      waiting.cancel();
      return false;
    }
    return true;
  }

  private void assertNothingLost(AgentPool pool) {
    String seen = "seed " + SEED + ": " + pool.status() + ", " + waits + " waits, " + cancelled
        + " cancelled, at most " + mostAtOnce;
    long calls = (long) THREADS * CALLS;
    assertEquals(calls, served.sum() + cancelled.sum(), seen);
    assertEquals(calls, pool.status().requests(), seen);
    assertTrue(waits.sum() > 0 && cancelled.sum() > 0, seen);
    assertTrue(mostAtOnce.get() <= PLACES, seen);
    pool.status().agents().forEach(agent -> assertEquals(0, agent.inFlight(), seen));
    assertEquals(0, pool.waiting(), seen);
  }
}
