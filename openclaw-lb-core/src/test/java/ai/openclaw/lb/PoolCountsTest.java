package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.agent;
import static ai.openclaw.lb.PoolFixture.picks;
import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.strategy.Strategy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What {@link PoolStatus} counts: calls, not attempts, and how the finished ones ended. */
class PoolCountsTest {
  private static final IOException REFUSED = new IOException("connect refused");
  private final PoolFixture fixture = new PoolFixture();

  private static void call(AgentPool pool, Outcome outcome) throws NoAgentAvailableException {
    pool.acquire(RequestContext.EMPTY).complete(outcome);
  }

  private static void assertCounts(AgentPool pool, long requests, double successRate) {
    PoolStatus status = pool.status();
    assertEquals(requests, status.requests(), "requests");
    assertEquals(successRate, status.successRate(), 1e-9, "success rate");
  }

  @Test
  void anUnusedPoolHasFailedNobody() {
    try (AgentPool pool = fixture.pool("a")) {
      assertCounts(pool, 0, 1.0);
    }
  }

  @Test
  void answersBelow500AreSuccessesAndCancelledCallsAreNeither() throws Exception {
    try (AgentPool pool = fixture.pool("a")) {
      call(pool, Outcome.status(200));
      call(pool, Outcome.status(404));
      call(pool, Outcome.status(499));
      assertCounts(pool, 3, 1.0);
      call(pool, Outcome.status(500));
      assertCounts(pool, 4, 0.75);
      call(pool, Outcome.cancelled());
      assertCounts(pool, 5, 0.75);
      call(pool, Outcome.lost(REFUSED));
      call(pool, Outcome.notSent(REFUSED));
      assertCounts(pool, 7, 0.5);
      assertEquals(7, status(pool, "a").requests());
      assertEquals(3, status(pool, "a").failures());
    }
  }

  @Test
  void runningCallsAreCountedAsBegunOnly() throws Exception {
    try (AgentPool pool = fixture.pool("a")) {
      Lease running = pool.acquire(RequestContext.EMPTY);
      assertCounts(pool, 1, 1.0);
      running.complete(Outcome.status(503));
      assertCounts(pool, 1, 0.0);
    }
  }

  @Test
  void aCallThatSucceedsAtItsThirdAttemptIsOneSuccess() throws Exception {
    try (AgentPool pool = fixture.pool("a", "b", "c")) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      call.failed(call.acquire(), Outcome.notSent(REFUSED));
      call.failed(call.acquire(), Outcome.status(503));
      call.acquire().complete(Outcome.status(200));
      assertEquals(3, call.attempts());
      assertCounts(pool, 1, 1.0);
      assertEquals(1, status(pool, "a").failures());
      assertEquals(1, status(pool, "b").failures());
    }
  }

  @Test
  void aCallThatFailsAtEveryAttemptIsOneFailure() throws Exception {
    FailoverConfig failover = FailoverConfig.DEFAULT.withMaxRetries(1);
    try (AgentPool pool = fixture.builder("a", "b").failover(failover).build()) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      call.failed(call.acquire(), Outcome.status(429));
      call.failed(call.acquire(), Outcome.status(503));
      call(pool, Outcome.status(200));
      assertCounts(pool, 2, 0.5);
    }
  }

  @Test
  void aCallThatFoundNoAgentIsAFailure() throws Exception {
    try (AgentPool pool = fixture.pool("a")) {
      call(pool, Outcome.status(200));
      pool.drain("a");
      assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      assertThrows(NoAgentAvailableException.class, call::acquire);
      assertCounts(pool, 3, 1.0 / 3);
    }
  }

  @Test
  void totalsSurviveTheRemovalOfIdleAndBusyAgents() throws Exception {
    try (AgentPool pool = fixture.pool("a", "b", "c")) {
      assertEquals(List.of("a", "b", "c"), picks(pool, 3));
      call(pool, Outcome.status(500));
      Lease busy = pool.acquire(RequestContext.EMPTY);
      assertEquals("b", busy.agent().id());
      assertCounts(pool, 5, 0.75);
      pool.remove("a");
      assertCounts(pool, 5, 0.75);
      pool.remove("b");
      assertCounts(pool, 5, 0.75);
      busy.complete(Outcome.status(500));
      assertCounts(pool, 5, 0.6);
      assertCounts(pool, 5, 0.6);
      pool.add(agent("b"));
      assertEquals(0, status(pool, "b").requests());
      assertCounts(pool, 5, 0.6);
    }
  }

  @Test
  void anAgentThatReturnsUnderItsOldIdIsAnotherOne() throws Exception {
    try (AgentPool pool = fixture.pool("a")) {
      Lease old = pool.acquire(RequestContext.EMPTY);
      pool.remove("a");
      pool.add(agent("a"));
      Lease fresh = pool.acquire(RequestContext.EMPTY);
      old.complete(Outcome.status(500));
      assertEquals(1, status(pool, "a").inFlight());
      assertEquals(0, status(pool, "a").failures());
      fresh.complete(Outcome.status(200));
      assertEquals(0, status(pool, "a").inFlight());
      assertCounts(pool, 2, 0.5);
      assertTrue(old.toString().contains("ended"), old.toString());
    }
  }

  @Test
  void aPickThatSawTheAgentBeforeItsRemovalGoesElsewhereAndIsCounted() throws Exception {
    AtomicReference<AgentPool> open = new AtomicReference<>();
    AtomicBoolean removed = new AtomicBoolean();
    Strategy removesItsFirstPick = candidates -> (key, excluded) -> {
      if (removed.compareAndSet(false, true)) {
        open.get().remove("a");
      }
      return excluded.contains(0) ? candidates.size() - 1 : 0;
    };
    PoolOptions options = fixture.options().strategy("removing", env -> removesItsFirstPick);
    try (AgentPool pool = AgentPool.builder("agents")
        .agent(agent("a"))
        .agent(agent("b"))
        .algorithm("removing")
        .options(options)
        .build()) {
      open.set(pool);
      Lease lease = pool.acquire(RequestContext.EMPTY);
      assertEquals("b", lease.agent().id());
      lease.complete(Outcome.status(200));
      assertCounts(pool, 1, 1.0);
    }
  }
}
