package ai.openclaw.lb;

import static ai.openclaw.lb.EjectionTest.ERROR;
import static ai.openclaw.lb.EjectionTest.LOST;
import static ai.openclaw.lb.EjectionTest.OK;
import static ai.openclaw.lb.EjectionTest.eject;
import static ai.openclaw.lb.EjectionTest.end;
import static ai.openclaw.lb.EjectionTest.ids;
import static ai.openclaw.lb.EjectionTest.leaseOn;
import static ai.openclaw.lb.EjectionTest.state;
import static ai.openclaw.lb.PoolFixture.picks;
import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.config.SessionAffinityConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How an ejected agent is tried, and that no trial is ever lost. */
class TrialTest {
  private static final Duration EJECTION = Duration.ofSeconds(11);

  private final PoolFixture fixture = new PoolFixture();

  /** Agents whose health checks fail. */
  private final Set<String> down = new HashSet<>();

  private AgentPool pool(String... ids) {
    return EjectionTest.pool(fixture, ids);
  }

  private AgentPool checkedPool(String... ids) {
    return fixture.checkedPool(down, ids);
  }

  private AgentPool ejectedAndDue(String... ids) throws NoAgentAvailableException {
    return EjectionTest.ejectedAndDue(fixture, ids);
  }

  @Test
  void oneAttemptAtATimeTriesTheAgent() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      List<String> held = new ArrayList<>();
      Lease trial = pool.acquire(RequestContext.EMPTY);
      for (int i = 0; i < 20; i++) {
        held.add(pool.acquire(RequestContext.EMPTY).agent().id());
      }
      assertEquals("a", trial.agent().id());
      assertFalse(held.contains("a"), held.toString());
    }
  }

  @Test
  void anAgentWhoseTrialPassesIsBackSlowly() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      end(pool, "a", OK);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      assertEquals("trial passed: status 200", status(pool, "a").reason());
      assertEquals(0.1, status(pool, "a").effectiveWeight(), 1e-9);
      int picked = Collections.frequency(picks(pool, 210), "a");
      assertTrue(picked >= 9 && picked <= 11, "picked " + picked);
      fixture.scheduler.advance(EJECTION);
      assertEquals(1, status(pool, "a").effectiveWeight());
      assertEquals(10, Collections.frequency(picks(pool, 30), "a"));
      assertEquals(0, fixture.scheduler.queuedTasks());
    }
  }

  @Test
  void aTrialThatNeverEndsDoesNotKeepTheAgentOut() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      Lease leaked = pool.acquire(RequestContext.EMPTY);
      assertEquals("a", leaked.agent().id());
      leaked.firstByte();
      fixture.scheduler.advance(Duration.ofSeconds(9));
      assertFalse(picks(pool, 20).contains("a"));
      fixture.scheduler.advance(Duration.ofSeconds(2));
      end(pool, "a", OK);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      leaked.complete(LOST);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  /** Attempts that nobody ends, on an agent that is silent. */
  private void assertTrialsAfter(AgentPool pool, int... seconds) throws NoAgentAvailableException {
    for (int each : seconds) {
      assertEquals("a", pool.acquire(RequestContext.EMPTY).agent().id());
      assertNoneFor(pool, each);
    }
  }

  private void assertNoneFor(AgentPool pool, int seconds) throws NoAgentAvailableException {
    fixture.scheduler.advance(Duration.ofSeconds(seconds).minusNanos(1));
    assertFalse(picks(pool, 20).contains("a"), seconds + " s");
    fixture.scheduler.advance(Duration.ofNanos(1));
  }

  @Test
  void eachHangingTrialIsTakenForAFailureMore() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      assertTrialsAfter(pool, 30, 50, 90, 170, 310, 310);
      end(pool, "a", OK);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void aSignOfLifeEndsThatAndALateSuccessBringsTheAgentBack() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      Lease late = pool.acquire(RequestContext.EMPTY);
      fixture.scheduler.advance(Duration.ofSeconds(30));
      assertTrialsAfter(pool, 50);
      assertEquals("a", pool.acquire(RequestContext.EMPTY).agent().id());
      fixture.scheduler.advance(Duration.ofSeconds(11));
      assertFalse(picks(pool, 20).contains("a"));
      late.firstByte();
      assertTrialsAfter(pool, 30);
      assertEquals(AgentState.EJECTED, state(pool, "a"));
      late.complete(OK);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void theEjectionsBeforeCountInThat() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      end(pool, "a", LOST);
      fixture.scheduler.advance(Duration.ofSeconds(22));
      assertTrialsAfter(pool, 50, 90);
    }
  }

  @Test
  void aHangingTrialThatACallerCancelsInTheEndStillCounts() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      Lease first = pool.acquire(RequestContext.EMPTY);
      fixture.scheduler.advance(Duration.ofSeconds(15));
      first.close();
      assertNoneFor(pool, 15);
      assertTrialsAfter(pool, 50);
    }
  }

  @Test
  void theEndOfOneLeavesTheDistanceFromTheOther() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      Lease first = pool.acquire(RequestContext.EMPTY);
      fixture.scheduler.advance(Duration.ofSeconds(30));
      assertEquals("a", pool.acquire(RequestContext.EMPTY).agent().id());
      fixture.scheduler.advance(Duration.ofSeconds(30));
      first.close();
      assertNoneFor(pool, 20);
      assertTrialsAfter(pool, 90);
    }
  }

  @Test
  void sessionsOfAHungAgentGoElsewhereMeanwhile() throws Exception {
    RequestContext session = RequestContext.builder().sessionKey("session-1").build();
    AgentPool.Builder builder = fixture
        .builder("a", "b", "c")
        .resilience(ResilienceConfig.DEFAULT)
        .sessionAffinity(SessionAffinityConfig.HEADER);
    try (AgentPool pool = builder.build()) {
      Lease first = pool.acquire(session);
      first.complete(OK);
      String home = first.agent().id();
      eject(pool, home);
      fixture.scheduler.advance(EJECTION);
      assertEquals(home, pool.acquire(session).agent().id());
      fixture.scheduler.advance(EJECTION);
      assertNotEquals(home, pool.acquire(session).agent().id());
    }
  }

  @Test
  void aHungAgentIsNotExplainedAsTheNext() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      assertEquals("a", pool.explain(RequestContext.EMPTY).agentId());
      assertEquals("a", pool.acquire(RequestContext.EMPTY).agent().id());
      fixture.scheduler.advance(EJECTION);
      assertNotEquals("a", pool.explain(RequestContext.EMPTY).agentId());
      fixture.scheduler.advance(Duration.ofSeconds(19));
      assertEquals("a", pool.explain(RequestContext.EMPTY).agentId());
    }
  }

  @Test
  void withNoOtherAgentLeftAHangingTrialIsJoinedInItsTime() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b")) {
      pool.drain("b");
      for (int i = 0; i < 4; i++) {
        assertEquals("a", pool.acquire(RequestContext.EMPTY).agent().id());
        fixture.scheduler.advance(Duration.ofSeconds(9));
        assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
        fixture.scheduler.advance(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void aFailedTrialKeepsTheAgentOut() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      end(pool, "a", LOST);
      assertFalse(picks(pool, 20).contains("a"));
      fixture.scheduler.advance(Duration.ofSeconds(19));
      assertFalse(picks(pool, 20).contains("a"));
      fixture.scheduler.advance(Duration.ofSeconds(4));
      assertEquals("a", picks(pool, 1).get(0));
    }
  }

  @Test
  void eachCancelledTrialLetsTheOthersComeFirstForLonger() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      for (int seconds : new int[] {1, 2, 4, 8, 10, 10, 10}) {
        pool.acquire(RequestContext.EMPTY).close();
        assertNoneFor(pool, seconds);
      }
      end(pool, "a", OK);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void withNoOtherAgentLeftTheNextCallIsTheTrialAtOnce() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b")) {
      pool.drain("b");
      for (int i = 0; i < 5; i++) {
        pool.acquire(RequestContext.EMPTY).close();
      }
      end(pool, "a", OK);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void afterACallersMistakeTheNextCallIsTheTrialAtOnce() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      for (int i = 0; i < 5; i++) {
        Lease trial = pool.acquire(RequestContext.EMPTY);
        assertEquals("a", trial.agent().id());
        trial.complete(Outcome.status(404));
      }
      assertEquals(AgentState.EJECTED, state(pool, "a"));
    }
  }

  /** A hung agent, whose trials all end when the callers lose their patience, after a second. */
  @Test
  void aHungAgentDoesNotEatOneCallAfterTheOther() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      int eaten = 0;
      for (int second = 0; second < 100; second++) {
        Lease lease = pool.acquire(RequestContext.EMPTY);
        fixture.scheduler.advance(Duration.ofSeconds(1));
        boolean hung = lease.agent().id().equals("a");
        eaten += hung ? 1 : 0;
        lease.complete(hung ? Outcome.cancelled() : OK);
      }
      assertTrue(eaten >= 5 && eaten <= 12, "eaten " + eaten);
    }
  }

  @Test
  void aCallThatCantBeSentAgainLeavesTheTrialToOthers() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      for (int i = 0; i < 10; i++) {
        assertFalse(once(pool, Replay.NEVER).agent().id().equals("a"));
      }
      assertEquals("a", once(pool, Replay.UNLESS_SENT).agent().id());
    }
  }

  @Test
  void whereAllCallsAreSuchTheyMakeTheTrialInTheEnd() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      fixture.scheduler.advance(Duration.ofSeconds(8));
      assertFalse(once(pool, Replay.NEVER).agent().id().equals("a"));
      fixture.scheduler.advance(Duration.ofSeconds(2));
      assertEquals("a", once(pool, Replay.NEVER).agent().id());
    }
  }

  @Test
  void aCallThatCantBeSentAgainMakesTheTrialWhereNoOtherAgentIsLeft() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b")) {
      pool.drain("b");
      assertEquals("a", once(pool, Replay.NEVER).agent().id());
    }
  }

  private static Lease once(AgentPool pool, Replay replay) throws NoAgentAvailableException {
    return pool.newCall(RequestContext.EMPTY, replay).acquire();
  }

  @Test
  void resultsOfTheReturnedAgentCountFromTheTrialOn() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      end(pool, "a", OK, ERROR, ERROR, ERROR, ERROR);
      Lease fifth = leaseOn(pool, "a");
      fixture.scheduler.advance(Duration.ofSeconds(5)); // steps of the slow start pass
      fifth.complete(ERROR);
      assertEquals(AgentState.EJECTED, state(pool, "a"));
    }
  }

  @Test
  void healthChecksThatFailDuringTheTrialDoNotLoseIt() throws Exception {
    try (AgentPool pool = checkedPool("a", "b", "c")) {
      fixture.scheduler.advance(Duration.ofSeconds(30));
      eject(pool, "a");
      fixture.scheduler.advance(EJECTION);
      Lease trial = pool.acquire(RequestContext.EMPTY);
      assertEquals("a", trial.agent().id());
      down.add("a");
      fixture.scheduler.advance(Duration.ofSeconds(40));
      assertEquals(AgentState.UNHEALTHY, state(pool, "a"));
      trial.complete(OK);
      assertEquals(AgentState.UNHEALTHY, state(pool, "a"));
      down.clear();
      fixture.scheduler.advance(Duration.ofSeconds(40));
      assertEquals(AgentState.EJECTED, state(pool, "a"));
      assertEquals("a", picks(pool, 1).get(0));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void goodHealthChecksDoNotEndAnEjection() throws Exception {
    try (AgentPool pool = checkedPool("a", "b", "c")) {
      fixture.scheduler.advance(Duration.ofSeconds(30));
      eject(pool, "a");
      fixture.scheduler.advance(Duration.ofMillis(9_900));
      assertFalse(picks(pool, 20).contains("a"));
      fixture.scheduler.advance(Duration.ofMinutes(10));
      assertEquals(AgentState.EJECTED, state(pool, "a"));
      assertEquals("a", picks(pool, 1).get(0));
    }
  }

  @Test
  void aTrialOfAnAgentThatWasReplacedDecidesNothing() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      Lease trial = leaseOn(pool, "a");
      pool.remove("a");
      pool.add(PoolFixture.agent("a"));
      trial.complete(LOST);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      assertEquals("joined the pool", status(pool, "a").reason());
    }
  }

  @Test
  void closingEndsAllTimersAndALateTrialChangesNothing() throws Exception {
    AgentPool pool = ejectedAndDue("a", "b", "c");
    Lease trial = leaseOn(pool, "a");
    pool.setWeight("b", 10);
    pool.close();
    assertEquals(0, fixture.scheduler.queuedTasks());
    trial.complete(OK);
    assertEquals(AgentState.EJECTED, state(pool, "a"));
    assertEquals(0, fixture.scheduler.queuedTasks());
  }

  @Test
  void oneCallTriesOneEjectedAgentOnly() throws Exception {
    try (AgentPool pool = pool(ids(8))) {
      for (int i = 0; i < 4; i++) {
        eject(pool, "agent-" + i);
      }
      fixture.scheduler.advance(EJECTION);
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Lease trial = call.acquire();
      assertEquals("agent-0", trial.agent().id());
      assertTrue(call.failed(trial, LOST).retry());
      Lease second = call.acquire();
      assertEquals(AgentState.HEALTHY, second.agent().state());
    }
  }

  @Test
  void aFailedTrialIsFollowedByAnotherOneOfTheSameCallAtOnce() throws Exception {
    try (AgentPool pool = pool("a", "b", "c", "d")) {
      eject(pool, "a");
      eject(pool, "b");
      pool.drain("c");
      pool.drain("d");
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Lease first = call.acquire();
      assertEquals("a", first.agent().id());
      Decision decision = call.failed(first, LOST);
      assertTrue(decision.retry() && decision.delay().isZero(), decision.toString());
      assertEquals("b", call.acquire().agent().id());
    }
  }

  @Test
  void whileTheOnlyAgentIsTriedOtherCallsHearThatNoneIsFit() throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      eject(pool, "a");
      pool.drain("b");
      try (Lease trial = pool.acquire(RequestContext.EMPTY)) {
        assertEquals("a", trial.agent().id());
        NoAgentAvailableException none =
            assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
        assertEquals(NoAgentAvailableException.Reason.NONE_HEALTHY, none.reason());
      }
    }
  }
}
