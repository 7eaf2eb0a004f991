package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.picks;
import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.OutlierDetectionConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.testing.FakeTicker;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the results of calls take out of a pool, in virtual time. */
class EjectionTest {
  static final Outcome OK = Outcome.status(200);
  static final Outcome ERROR = Outcome.status(500);
  static final Outcome LOST = Outcome.lost(new IOException("reset"));
  static final Outcome REFUSED_CONNECT = Outcome.notSent(new ConnectException("refused"));
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final PoolFixture fixture = new PoolFixture();

  static AgentPool pool(PoolFixture fixture, String... ids) {
    return fixture.builder(ids).resilience(ResilienceConfig.DEFAULT).build();
  }

  /** Such a pool, whose first agent was ejected, and for so long that it is to be tried. */
  static AgentPool ejectedAndDue(PoolFixture fixture, String... ids)
      throws NoAgentAvailableException {
    AgentPool pool = pool(fixture, ids);
    eject(pool, ids[0]);
    fixture.scheduler.advance(Duration.ofSeconds(11));
    return pool;
  }

  static String[] ids(int agents) {
    String[] ids = new String[agents];
    for (int i = 0; i < agents; i++) {
      ids[i] = "agent-" + i;
    }
    return ids;
  }

  /** An attempt on this agent; those that come to others on the way are cancelled. */
  static Lease leaseOn(AgentPool pool, String id) throws NoAgentAvailableException {
    for (int i = 0; i < 1_000; i++) {
      Lease lease = pool.acquire(RequestContext.EMPTY);
      if (lease.agent().id().equals(id)) {
        return lease;
      }
      lease.close();
    }
    throw new AssertionError("no attempt on " + id + " in " + pool.status());
  }

  static void end(AgentPool pool, String id, Outcome... outcomes) throws NoAgentAvailableException {
    for (Outcome outcome : outcomes) {
      leaseOn(pool, id).complete(outcome);
    }
  }

  static AgentState state(AgentPool pool, String id) {
    return status(pool, id).state();
  }

  static void eject(AgentPool pool, String id) throws NoAgentAvailableException {
    end(pool, id, ERROR, ERROR, ERROR, ERROR, ERROR);
    assertEquals(AgentState.EJECTED, state(pool, id), pool.status().toString());
  }

  @Test
  void theFifthFailureInARowEjects() throws Exception {
    try (AgentPool pool = pool(fixture, "a", "b")) {
      end(pool, "a", ERROR, LOST, Outcome.status(502), Outcome.status(504));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      end(pool, "a", LOST);
      String reason = "5 failures in a row, the last: lost: java.io.IOException: reset";
      assertEquals(reason, status(pool, "a").reason());
      assertEquals(List.of("agents a HEALTHY->EJECTED: " + reason), fixture.recorder.events);
      assertEquals(List.of("b", "b", "b"), PoolFixture.picks(pool, 3));
    }
  }

  @Test
  void aPlain503CountsAsAFailure() throws Exception {
    try (AgentPool pool = pool(fixture, "a", "b")) {
      Outcome plain = Outcome.status(503);
      end(pool, "a", plain, plain, plain, plain, plain);
      assertEquals(AgentState.EJECTED, state(pool, "a"));
    }
  }

  @Test
  void failedConnectsEjectAfterAsManyAsHealthChecksWould() throws Exception {
    try (AgentPool pool = pool(fixture, "a", "b")) {
      end(pool, "a", REFUSED_CONNECT, REFUSED_CONNECT);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      end(pool, "a", REFUSED_CONNECT);
      assertEquals(AgentState.EJECTED, state(pool, "a"));
    }
  }

  @Test
  void aSuccessBetweenFailuresKeepsTheAgent() throws Exception {
    try (AgentPool pool = pool(fixture, "a", "b")) {
      for (int i = 0; i < 10; i++) {
        end(pool, "a", ERROR, ERROR, OK);
        fixture.scheduler.advance(SECOND.multipliedBy(20));
      }
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void cancelledCallsSayNothing() throws Exception {
    try (AgentPool pool = pool(fixture, "a", "b")) {
      for (int i = 0; i < 50; i++) {
        leaseOn(pool, "a").close();
      }
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      end(pool, "a", ERROR, ERROR, ERROR, ERROR, Outcome.cancelled(), ERROR);
      assertEquals(AgentState.EJECTED, state(pool, "a"));
    }
  }

  @Test
  void theCallersOwnErrorsNeverEject() throws Exception {
    try (AgentPool pool = pool(fixture, "a", "b")) {
      for (int status : new int[] {400, 401, 403, 404, 409, 413, 422, 451, 499}) {
        for (int i = 0; i < 20; i++) {
          end(pool, "a", Outcome.status(status));
        }
      }
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void theCallersOwnErrorsClearNobody() throws Exception {
    try (AgentPool pool = pool(fixture, "a", "b")) {
      Outcome notFound = Outcome.status(404);
      end(pool, "a", ERROR, ERROR, notFound, ERROR, ERROR, notFound, notFound, ERROR);
      assertEquals(AgentState.EJECTED, state(pool, "a"));
      fixture.scheduler.advance(Duration.ofSeconds(11));
      end(pool, "a", notFound);
      assertEquals(AgentState.EJECTED, state(pool, "a"));
      end(pool, "a", OK);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void withoutOutlierDetectionNothingEjects() throws Exception {
    ResilienceConfig without =
        ResilienceConfig.DEFAULT.withOutlierDetection(OutlierDetectionConfig.DISABLED);
    try (AgentPool pool = fixture.builder("a", "b").resilience(without).build()) {
      for (int i = 0; i < 100; i++) {
        end(pool, "a", LOST);
      }
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      assertEquals(List.of(), fixture.recorder.events);
    }
  }

  /** At one call a second a dead agent goes after its fifth call, and nobody else does. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void aDeadAgentOfASmallQuietPoolIsEjected(int agents) throws Exception {
    try (AgentPool pool = pool(fixture, ids(agents))) {
      int failed = 0;
      for (int call = 0; call < 5 * agents; call++) {
        Lease lease = pool.acquire(RequestContext.EMPTY);
        boolean dead = lease.agent().id().equals("agent-1");
        failed += dead ? 1 : 0;
        lease.complete(dead ? ERROR : OK);
        fixture.scheduler.advance(SECOND);
      }
      assertEquals(5, failed);
      assertEquals(AgentState.EJECTED, state(pool, "agent-1"));
      assertEquals(1, fixture.recorder.events.size(), fixture.recorder.events.toString());
    }
  }

  /** Half of the calls of one agent fail: seen where ten of its calls fall into the window. */
  @ParameterizedTest
  @CsvSource({"2, EJECTED", "4, HEALTHY", "5, HEALTHY", "6, HEALTHY", "7, HEALTHY", "8, HEALTHY"})
  void theFailureRateCountsFromTenCallsInTheWindowOn(int agents, AgentState expected)
      throws Exception {
    try (AgentPool pool = pool(fixture, ids(agents))) {
      boolean fails = false;
      for (int call = 0; call < 21; call++) {
        Lease lease = pool.acquire(RequestContext.EMPTY);
        boolean flaky = lease.agent().id().equals("agent-1");
        lease.complete(flaky && fails ? ERROR : OK);
        fails ^= flaky;
        fixture.scheduler.advance(SECOND);
      }
      assertEquals(expected, state(pool, "agent-1"), pool.status().toString());
    }
  }

  /** One failure in twenty, at random, ejects nobody in two hours of a quiet pool. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 8})
  void usualErrorsEjectNobody(int agents) throws Exception {
    SplittableRandom random = new SplittableRandom(PoolFixture.SEED);
    try (AgentPool pool = pool(fixture, ids(agents))) {
      for (int call = 0; call < 7_200; call++) {
        boolean fails = random.nextInt(20) == 0;
        pool.acquire(RequestContext.EMPTY).complete(fails ? ERROR : OK);
        fixture.scheduler.advance(SECOND);
      }
      assertEquals(List.of(), fixture.recorder.events, "seed " + PoolFixture.SEED);
    }
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void eachFailedTrialDoublesTheTimeOutUpToFiveMinutesOnAnyClock(FakeTicker ticker)
      throws Exception {
    PoolFixture hostile = new PoolFixture(ticker);
    try (AgentPool pool = pool(hostile, "a", "b", "c")) {
      eject(pool, "a");
      for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300, 300}) {
        double most = Math.min(300, seconds * 1.1);
        double least = most / 1.1;
        double taken = secondsUntilTrial(hostile, pool);
        String range = taken + " (expected: " + least + " to " + most + ")";
        assertTrue(taken >= least - 0.1 && taken <= most + 0.1, range);
        end(pool, "a", ERROR);
        assertEquals("trial failed: status 500", status(pool, "a").reason());
      }
      assertEquals(1, hostile.recorder.events.size(), hostile.recorder.events.toString());
    }
  }

  private static double secondsUntilTrial(PoolFixture fixture, AgentPool pool) {
    int tenths = 0;
    while (!status(pool, "a").reason().startsWith("on trial")) {
      fixture.scheduler.advance(Duration.ofMillis(100));
      tenths++;
      assertTrue(tenths < 10_000, "never on trial");
    }
    return tenths / 10.0;
  }

  @Test
  void goodBehaviourShortensTheNextEjection() throws Exception {
    try (AgentPool pool = pool(fixture, "a", "b", "c")) {
      eject(pool, "a");
      secondsUntilTrial(fixture, pool);
      end(pool, "a", ERROR);
      assertTrue(secondsUntilTrial(fixture, pool) >= 19.9);
      end(pool, "a", OK);
      fixture.scheduler.advance(Duration.ofMinutes(5));
      eject(pool, "a");
      assertTrue(secondsUntilTrial(fixture, pool) <= 11.1);
    }
  }

  @Test
  void attemptsBegunBeforeTheEjectionDoNotDecide() throws Exception {
    try (AgentPool pool = pool(fixture, "a", "b", "c")) {
      Lease good = leaseOn(pool, "a");
      Lease bad = leaseOn(pool, "a");
      List<Lease> more = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        more.add(leaseOn(pool, "a"));
      }
      eject(pool, "a");
      good.complete(OK);
      assertEquals(AgentState.EJECTED, state(pool, "a"));
      fixture.scheduler.advance(Duration.ofSeconds(11));
      Lease trial = leaseOn(pool, "a");
      bad.complete(ERROR);
      assertEquals(AgentState.EJECTED, state(pool, "a"));
      assertTrue(status(pool, "a").reason().startsWith("on trial"));
      trial.complete(OK);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      more.forEach(lease -> lease.complete(ERROR));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void aSchedulerThatWasShutDownFailsNoCall() throws Exception {
    try (AgentPool pool = pool(fixture, "a", "b", "c")) {
      fixture.scheduler.shutdownNow();
      end(pool, "a", LOST, LOST, LOST, LOST, LOST);
      assertEquals(AgentState.EJECTED, status(pool, "a").state());
      assertEquals(0, status(pool, "a").inFlight());
      assertFalse(picks(pool, 10).contains("a"));
    }
  }
}
