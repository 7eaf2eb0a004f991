package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.RetryBudgetConfig;
import ai.openclaw.lb.testing.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps a call from a retry that its outcome allows: the pool's budget, and the caller's time. */
class RetriesOfCallsTest {
  private static final Outcome LOST = Outcome.lost(new IOException("broken"));
  private static final Outcome UNSENT = Outcome.notSent(new IOException("refused"));
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final PoolFixture fixture = new PoolFixture();

  private AgentPool pool(double percent, int minConcurrent, String... ids) {
    FailoverConfig failover = FailoverConfig.DEFAULT;
    RetryBudgetConfig budget = new RetryBudgetConfig(percent, minConcurrent);
    return fixture
        .builder(ids)
        .failover(failover.withRetries(failover.retries().withRetryBudget(budget)))
        .build();
  }

  private static AgentCall call(AgentPool pool) {
    return pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
  }

  /** Begins as many calls, then fails them all; returns those that are to be retried. */
  private static List<AgentCall> retried(AgentPool pool, int calls, Outcome outcome)
      throws NoAgentAvailableException {
    List<AgentCall> begun = new ArrayList<>();
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      begun.add(call(pool));
      leases.add(begun.get(i).acquire());
    }
    List<AgentCall> retried = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      if (begun.get(i).failed(leases.get(i), outcome).retry()) {
        retried.add(begun.get(i));
      }
    }
    return retried;
  }

  @Test
  void aFifthOfAHundredCallsIsRetriedAndThreeOfAFew() throws Exception {
    try (AgentPool pool = pool(20, 3, "a", "b")) {
      assertEquals(20, retried(pool, 100, LOST).size());
    }
    try (AgentPool pool = pool(20, 3, "a", "b")) {
      assertEquals(3, retried(pool, 10, Outcome.status(503)).size());
    }
  }

  @ParameterizedTest
  @MethodSource("overload")
  void whereAllAgentsAreOverloadedOnlyAFewCallsAreRetried(Outcome overload) throws Exception {
    try (AgentPool pool = pool(20, 3, "a", "b", "c")) {
      assertEquals(3, retried(pool, 100, overload).size());
    }
  }

  @ParameterizedTest
  @MethodSource("overload")
  void whereOneOfThreeIsOverloadedItsCallsAreRetried(Outcome overload) throws Exception {
    try (AgentPool pool = pool(20, 3, "a", "b", "c")) {
      List<AgentCall> toA = new ArrayList<>();
      List<Lease> leases = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        AgentCall call = call(pool);
        Lease lease = call.acquire();
        if (lease.agent().id().equals("a")) {
          toA.add(call);
          leases.add(lease);
        } else {
          lease.complete(Outcome.status(200));
        }
      }
      int retried = 0;
      for (int i = 0; i < toA.size(); i++) {
        retried += toA.get(i).failed(leases.get(i), overload).retry() ? 1 : 0;
      }
      assertEquals(6, retried); // a fifth of 30
    }
  }

  static List<Outcome> overload() {
    return EjectionLimitTest.overload();
  }

  @Test
  void whatNoAgentHasSeenIsFree() throws Exception {
    try (AgentPool pool = pool(0, 0, "a", "b")) {
      assertEquals(100, retried(pool, 100, UNSENT).size());
      assertEquals(0, retried(pool, 100, LOST).size());
    }
  }

  @Test
  void aCallWithoutBudgetGetsItsLastAnswerAndNoFallback() throws Exception {
    try (AgentPool pool = pool(0, 0, "a", "b")) {
      AgentCall call = call(pool);
      Decision decision = call.failed(call.acquire(), Outcome.status(503));
      assertFalse(decision.retry());
      assertFalse(decision.exhausted());
      assertEquals("the retry budget is used up", decision.reason());
      assertEquals(1, pool.status().requests());
      assertEquals(0, pool.status().successRate());
    }
  }

  @Test
  void oneCallAfterTheOtherGetsAllItsRetries() throws Exception {
    try (AgentPool pool = pool(0, 1, "a", "b", "c")) {
      for (int i = 0; i < 50; i++) {
        AgentCall call = call(pool);
        assertTrue(call.failed(call.acquire(), LOST).retry());
        assertTrue(call.failed(call.acquire(), LOST).retry());
        Lease last = call.acquire();
        last.complete(Outcome.status(200));
      }
    }
  }

  @Test
  void aRetryCountsAsAtOnceUntilItsFirstByte() throws Exception {
    try (AgentPool pool = pool(0, 1, "a", "b")) {
      AgentCall first = retried(pool, 1, LOST).get(0);
      assertEquals(0, retried(pool, 1, LOST).size());
      Lease streaming = first.acquire();
      assertEquals(0, retried(pool, 1, LOST).size());
      streaming.firstByte();
      fixture.ticker.advance(SECOND); // beside other attempts it is one retry a second
      AgentCall second = retried(pool, 1, LOST).get(0);
      streaming.complete(Outcome.status(200));
      assertEquals(0, retried(pool, 1, LOST).size());
      second.acquire().close();
      assertEquals(1, retried(pool, 1, LOST).size());
    }
  }

  @Test
  void aCallThatIsAbandonedBetweenAttemptsGivesItsRetryBack() throws Exception {
    try (AgentPool pool = pool(0, 1, "a", "b")) {
      AgentCall abandoned = retried(pool, 1, LOST).get(0);
      abandoned.abandon();
      abandoned.abandon();
      assertEquals(1, retried(pool, 1, LOST).size());
      fixture.ticker.advance(SECOND); // and the one that forgot to say so
      assertEquals(1, retried(pool, 1, LOST).size());
    }
  }

  @Test
  void decidingTwiceTakesOneRetry() throws Exception {
    try (AgentPool pool = pool(0, 2, "a", "b")) {
      AgentCall call = call(pool);
      Lease lease = call.acquire();
      assertTrue(call.decide(lease, Outcome.status(503)).retry());
      assertTrue(call.failed(lease, Outcome.status(503)).retry());
      assertEquals(1, retried(pool, 2, LOST).size());
    }
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void noPauseIsBegunThatTheCallersTimeDoesNotOutlast(FakeTicker ticker) throws Exception {
    PoolFixture hostile = new PoolFixture(ticker);
    try (AgentPool pool = hostile.pool("a")) {
      Outcome busy = Outcome.status(429, SECOND);
      for (Duration time : List.of(SECOND.multipliedBy(59), SECOND.multipliedBy(62))) {
        AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS, time);
        Lease lease = call.acquire();
        hostile.ticker.advance(SECOND.multipliedBy(58));
        assertEquals(time.minusSeconds(58), call.timeLeft());
        Decision decision = call.failed(lease, busy);
        assertEquals(time.getSeconds() == 62, decision.retry(), decision.reason());
        assertEquals(time.getSeconds() == 59, decision.exhausted(), decision.reason());
        hostile.scheduler.advance(SECOND.multipliedBy(2));
      }
    }
  }

  @Test
  void noAttemptBeginsWhenTheCallersTimeIsOver() throws Exception {
    try (AgentPool pool = fixture.pool("a", "b")) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS, SECOND);
      Lease lease = call.acquire();
      fixture.ticker.advance(SECOND);
      Decision decision = call.failed(lease, LOST);
      assertTrue(decision.exhausted());
      assertEquals("the caller's time is over", decision.reason());
      assertEquals(Duration.ZERO, call.timeLeft());
      NoAgentAvailableException none = assertThrows(NoAgentAvailableException.class, call::acquire);
      assertEquals(Reason.OUT_OF_TIME, none.reason());
      assertTrue(call.unavailable(none).exhausted());
      assertEquals(1, call.attempts());
    }
  }

  @Test
  void noTimeAtAllIsOneCallThatGotNoAgent() {
    try (AgentPool pool = fixture.pool("a")) {
      for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE))) {
        AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS, none);
        assertThrows(NoAgentAvailableException.class, call::acquire);
      }
      assertEquals(2, pool.status().requests());
    }
  }

  @Test
  void aCallWithoutADeadlineHasAllTheTimeThereIs() throws Exception {
    try (AgentPool pool = fixture.pool("a")) {
      assertNull(call(pool).timeLeft());
      AgentCall longest =
          pool.newCall(RequestContext.EMPTY, Replay.ALWAYS, Duration.ofSeconds(Long.MAX_VALUE));
      assertNotNull(longest.acquire());
      assertEquals(Duration.ofNanos(Long.MAX_VALUE), longest.timeLeft());
    }
  }

  @Test
  void theCallersTimeBoundsTheWaitForCoolingAgents() throws Exception {
    try (AgentPool pool = fixture.pool("a")) {
      pool.acquire(RequestContext.EMPTY).complete(Outcome.status(429, SECOND));
      AgentCall patient = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS, SECOND.multipliedBy(2));
      AgentCall hasty = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS, SECOND.dividedBy(2));
      assertTrue(patient.unavailable(refused(patient)).retry());
      assertTrue(hasty.unavailable(refused(hasty)).exhausted());
    }
  }

  private static NoAgentAvailableException refused(AgentCall call) {
    return assertThrows(NoAgentAvailableException.class, call::acquire);
  }
}
