package ai.openclaw.lb;

import static ai.openclaw.lb.EjectionTest.LOST;
import static ai.openclaw.lb.EjectionTest.OK;
import static ai.openclaw.lb.EjectionTest.end;
import static ai.openclaw.lb.EjectionTest.state;
import static ai.openclaw.lb.PoolFixture.picks;
import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.OnNoneHealthy;
import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.strategy.Strategies;
import ai.openclaw.lb.strategy.Strategy;
import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Agents that ask to be spared: 429, and 503 with Retry-After. */
class CoolingTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final PoolFixture fixture = new PoolFixture();

  private AgentPool pool(String... ids) {
    return EjectionTest.pool(fixture, ids);
  }

  private AgentPool pool(FailoverConfig failover, String... ids) {
    return fixture
        .builder(ids)
        .resilience(ResilienceConfig.DEFAULT)
        .failover(failover)
        .build();
  }

  private static Outcome refused(int status, long seconds) {
    return Outcome.status(status, Duration.ofSeconds(seconds));
  }

  /** How many whole seconds the agent a stays away. */
  private int secondsAway(AgentPool pool) throws NoAgentAvailableException {
    int seconds = 0;
    while (!picks(pool, 4).contains("a")) {
      assertEquals(AgentState.COOLING, state(pool, "a"));
      fixture.scheduler.advance(SECOND);
      assertTrue(++seconds < 1_000, "never back");
    }
    return seconds;
  }

  @ParameterizedTest
  @CsvSource({
    "429, 20, 20, 22",
    "503, 20, 20, 22",
    "429, 300, 300, 300",
    "503, 1000000000, 300, 300"
  })
  void anAgentGetsNoCallsForAsLongAsItAskedFor(int status, long asked, int least, int most)
      throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      end(pool, "a", refused(status, asked));
      int away = secondsAway(pool);
      assertTrue(away >= least && away <= most, "away " + away + " s");
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      assertEquals(1, status(pool, "a").effectiveWeight());
    }
  }

  @Test
  void a429WithoutATimeCoolsForFiveSeconds() throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      end(pool, "a", Outcome.status(429));
      assertEquals("status 429", status(pool, "a").reason());
      int away = secondsAway(pool);
      assertTrue(away == 5 || away == 6, "away " + away + " s");
    }
  }

  @Test
  void a503WithoutATimeIsAPlainFailure() throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      end(pool, "a", Outcome.status(503));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      assertEquals(0, secondsAway(pool));
    }
  }

  @Test
  void aTimeThatIsOverAsksForNothing() throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      end(pool, "a", refused(429, 0), Outcome.status(503, Duration.ofDays(-1)));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      assertEquals(List.of(), fixture.recorder.events);
    }
  }

  @Test
  void refusalsDoNotEject() throws Exception {
    try (AgentPool pool = pool("a", "b", "c")) {
      List<Lease> running = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        running.add(EjectionTest.leaseOn(pool, "a"));
      }
      running.forEach(lease -> lease.complete(refused(503, 2)));
      assertEquals(AgentState.COOLING, state(pool, "a"));
      fixture.scheduler.advance(Duration.ofSeconds(3));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      assertEquals(
          List.of(
              "agents a HEALTHY->COOLING: status 503, retry after PT2S",
              "agents a COOLING->HEALTHY: not checked yet"),
          fixture.recorder.events);
    }
  }

  @Test
  void aLongerPauseIsNotShortenedByAShorterOne() throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      Lease late = EjectionTest.leaseOn(pool, "a");
      end(pool, "a", refused(429, 60));
      late.complete(refused(429, 1));
      assertTrue(secondsAway(pool) >= 60);
    }
  }

  @Test
  void refusalsThatChangeNothingRebuildNothing() throws Exception {
    AtomicInteger built = new AtomicInteger();
    PoolOptions options = fixture.options().strategy("counting", environment -> {
      Strategy real = Strategies.builtIn().find("round_robin").orElseThrow().create(environment);
      return candidates -> {
        built.incrementAndGet();
        return real.selector(candidates);
      };
    });
    try (AgentPool pool = fixture
        .builder("a", "b")
        .options(options)
        .algorithm("counting")
        .resilience(ResilienceConfig.DEFAULT)
        .build()) {
      List<Lease> running = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        running.add(EjectionTest.leaseOn(pool, "a"));
      }
      end(pool, "a", refused(429, 60));
      int before = built.get();
      running.forEach(lease -> lease.complete(refused(429, 30)));
      assertEquals(before, built.get());
    }
  }

  @Test
  void withAllCoolingTheEarliestSaysWhenToComeBack() throws Exception {
    try (AgentPool pool = pool("a", "b", "c")) {
      end(pool, "a", refused(429, 60));
      end(pool, "b", refused(503, 20));
      end(pool, "c", refused(429, 40));
      NoAgentAvailableException none =
          assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
      assertEquals(Reason.ALL_COOLING, none.reason());
      Duration retryAfter = none.retryAfter();
      assertNotNull(retryAfter);
      assertTrue(
          retryAfter.compareTo(Duration.ofSeconds(20)) >= 0
              && retryAfter.compareTo(Duration.ofSeconds(22)) <= 0,
          retryAfter.toString());
      fixture.scheduler.advance(retryAfter);
      assertEquals(List.of("b"), picks(pool, 1));
    }
  }

  @Test
  void aCallWaitsForTheEarliestWithinItsRetries() throws Exception {
    FailoverConfig failover = FailoverConfig.DEFAULT.withMaxRetries(3).withRetryInterval(SECOND);
    try (AgentPool pool = pool(failover, "a", "b")) {
      end(pool, "a", refused(429, 60));
      end(pool, "b", refused(429, 2));
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.NEVER);
      NoAgentAvailableException none = assertThrows(NoAgentAvailableException.class, call::acquire);
      Decision decision = call.unavailable(none);
      assertTrue(decision.retry(), decision.toString());
      fixture.scheduler.advance(decision.delay());
      call.acquire().complete(OK);
      assertEquals(3, pool.status().requests());
      assertEquals(1, call.attempts());
    }
  }

  @Test
  void aCallThatHadToWaitIsOneCall() throws Exception {
    try (AgentPool pool = pool("a")) {
      end(pool, "a", refused(429, 1));
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.NEVER);
      for (int i = 0; i < 3; i++) {
        assertThrows(NoAgentAvailableException.class, call::acquire);
      }
      assertEquals(2, pool.status().requests());
      assertEquals(0.5, pool.status().successRate());
      fixture.scheduler.advance(SECOND.multipliedBy(2));
      call.acquire().complete(OK);
      assertEquals(2, pool.status().requests());
      assertEquals(1, pool.status().successRate());
    }
  }

  @Test
  void aCallDoesNotWaitBeyondItsRetries() throws Exception {
    FailoverConfig failover = FailoverConfig.DEFAULT.withMaxRetries(3).withRetryInterval(SECOND);
    try (AgentPool pool = pool(failover, "a")) {
      end(pool, "a", refused(429, 4));
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      NoAgentAvailableException none = assertThrows(NoAgentAvailableException.class, call::acquire);
      Decision decision = call.unavailable(none);
      assertFalse(decision.retry());
      assertTrue(decision.exhausted());
    }
  }

  @Test
  void allPausesOfACallTogetherStayWithinItsRetries() throws Exception {
    FailoverConfig failover = FailoverConfig.DEFAULT.withMaxRetries(3).withRetryInterval(SECOND);
    try (AgentPool pool = pool(failover, "a")) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Duration waited = Duration.ZERO;
      Decision decision = Decision.retryNow("begin");
      for (int i = 0; i < 10 && decision.retry(); i++) {
        Lease other = pool.acquire(RequestContext.EMPTY);
        other.complete(refused(429, 2));
        NoAgentAvailableException none =
            assertThrows(NoAgentAvailableException.class, call::acquire);
        decision = call.unavailable(none);
        waited = decision.retry() ? waited.plus(decision.delay()) : waited;
        fixture.scheduler.advance(Duration.ofSeconds(3));
      }
      assertTrue(decision.exhausted());
      assertTrue(waited.compareTo(SECOND.multipliedBy(3)) <= 0, waited.toString());
    }
  }

  @Test
  void withoutFailoverNoCallWaits() throws Exception {
    try (AgentPool pool = pool(FailoverConfig.DISABLED, "a")) {
      end(pool, "a", refused(429, 1));
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      NoAgentAvailableException none = assertThrows(NoAgentAvailableException.class, call::acquire);
      assertFalse(call.unavailable(none).retry());
    }
  }

  @Test
  void anAgentThatAskedToBeSparedIsSparedAlsoWhenPoolsFailOpen() throws Exception {
    FailoverConfig failOpen = FailoverConfig.DEFAULT.withOnNoneHealthy(OnNoneHealthy.FAIL_OPEN);
    try (AgentPool pool = pool(failOpen, "a", "b")) {
      end(pool, "a", refused(429, 60));
      end(pool, "b", refused(429, 60));
      NoAgentAvailableException none =
          assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
      assertEquals(Reason.ALL_COOLING, none.reason());
    }
  }

  @Test
  void aTrialThatIsRefusedEndsTheEjectionAndCools() throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      end(pool, "a", LOST, LOST, LOST, LOST, LOST);
      fixture.scheduler.advance(Duration.ofSeconds(11));
      end(pool, "a", refused(429, 30));
      assertEquals(AgentState.COOLING, state(pool, "a"));
      assertEquals(30, secondsAway(pool), 3);
    }
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void coolingEndsOnAnyClockWithoutACall(FakeTicker ticker) throws Exception {
    PoolFixture hostile = new PoolFixture(ticker);
    try (AgentPool pool = EjectionTest.pool(hostile, "a", "b")) {
      end(pool, "a", refused(429, 90));
      hostile.scheduler.advance(Duration.ofSeconds(89));
      assertEquals(AgentState.COOLING, state(pool, "a"));
      hostile.scheduler.advance(Duration.ofSeconds(11));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      assertEquals(0, hostile.scheduler.queuedTasks());
    }
  }
}
