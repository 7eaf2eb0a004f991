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
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many agents of a pool the results of calls may take out at once. */
class EjectionLimitTest {
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void atMostHalfAndNeverTheLastIsEjected(int agents) throws Exception {
    try (AgentPool pool = pool(ids(agents))) {
      for (int call = 0; call < 20 * agents; call++) {
        pool.acquire(RequestContext.EMPTY).complete(LOST);
      }
      long ejected = pool.status().agents().stream()
          .filter(agent -> agent.state() == AgentState.EJECTED)
          .count();
      assertEquals(agents == 1 ? 0 : Math.max(1, agents / 2), ejected);
      assertNotEquals(agents, ejected);
    }
  }

  /** To leave its calls to others, which have too many as well, would help nobody. */
  @ParameterizedTest
  @MethodSource("overload")
  void overloadOfAllAgentsEjectsNone(Outcome overload) throws Exception {
    try (AgentPool pool = pool("a", "b", "c")) {
      for (int call = 0; call < 100; call++) {
        pool.acquire(RequestContext.EMPTY).complete(overload);
      }
      assertEquals(List.of(), fixture.recorder.events);
    }
  }

  @ParameterizedTest
  @MethodSource("overload")
  void anAgentThatIsOverloadedAloneIsEjected(Outcome overload) throws Exception {
    try (AgentPool pool = pool("a", "b", "c")) {
      end(pool, "a", OK, OK, OK, OK, OK, OK, OK, OK, OK, OK);
      end(pool, "b", overload, OK, OK, OK, OK, OK, OK, OK, OK, OK);
      end(pool, "a", overload, overload, overload, overload);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      end(pool, "a", overload);
      assertEquals(AgentState.EJECTED, state(pool, "a"));
    }
  }

  /** Or one would go out whenever another comes back, and the pool would never be whole. */
  @ParameterizedTest
  @MethodSource("overload")
  void anAgentThatIsBackEjectsNoneOfThoseOverloadedMeanwhile(Outcome overload) throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      end(pool, "a", OK);
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      for (int i = 0; i < 20; i++) {
        end(pool, "b", overload);
        end(pool, "c", overload);
      }
      assertEquals(AgentState.HEALTHY, state(pool, "b"));
      assertEquals(AgentState.HEALTHY, state(pool, "c"));
    }
  }

  /** As long as one is left that does better. */
  @ParameterizedTest
  @MethodSource("overload")
  void halfIsEjectedWhereMostAreOverloaded(Outcome overload) throws Exception {
    try (AgentPool pool = pool(ids(8))) {
      for (int call = 0; call < 100; call++) {
        Lease lease = pool.acquire(RequestContext.EMPTY);
        boolean good = lease.agent().id().compareTo("agent-5") >= 0;
        lease.complete(good ? OK : overload);
      }
      assertEquals(4, fixture.recorder.events.size(), fixture.recorder.events::toString);
    }
  }

  /** What else is wrong with it may be seen meanwhile. */
  @Test
  void anAgentThatDoesNotStandOutByOverloadIsStillEjectedForOtherFailures() throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      for (int call = 0; call < 100; call++) {
        pool.acquire(RequestContext.EMPTY).complete(Outcome.status(503));
      }
      end(pool, "a", ERROR);
      assertEquals(AgentState.EJECTED, state(pool, "a"));
    }
  }

  static List<Outcome> overload() {
    return List.of(
        Outcome.status(503),
        Outcome.status(504),
        Outcome.lost(new SocketTimeoutException("timeout")));
  }

  @Test
  void anAgentThatKeepsFailingIsEjectedOnceAnotherIsBack() throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      eject(pool, "a");
      for (int i = 0; i < 7; i++) {
        end(pool, "b", ERROR);
      }
      assertEquals(AgentState.HEALTHY, state(pool, "b"));
      fixture.scheduler.advance(Duration.ofSeconds(11));
      end(pool, "a", OK);
      end(pool, "b", ERROR);
      assertEquals(AgentState.EJECTED, state(pool, "b"));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void anAgentOfWeightZeroIsNotEjectedAndHoldsNoPlaceAmongTheEjected() throws Exception {
    try (AgentPool pool = pool("a", "b", "c")) {
      List<Lease> running = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        running.add(leaseOn(pool, "a"));
      }
      pool.setWeight("a", 0);
      running.forEach(lease -> lease.complete(LOST));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      eject(pool, "b");
      pool.setWeight("b", 0);
      pool.setWeight("a", 1, Duration.ZERO);
      eject(pool, "c");
    }
  }

  @Test
  void aDrainedAgentIsNotTriedAndFreesItsPlaceAmongTheEjected() throws Exception {
    try (AgentPool pool = ejectedAndDue("a", "b", "c")) {
      Lease trial = leaseOn(pool, "a");
      pool.drain("a");
      trial.complete(OK);
      assertEquals(AgentState.DRAINING, state(pool, "a"));
      eject(pool, "b");
    }
  }

  @Test
  void anAgentThatIsDownFreesItsPlaceAmongTheEjected() throws Exception {
    try (AgentPool pool = checkedPool("a", "b", "c")) {
      fixture.scheduler.advance(Duration.ofSeconds(30));
      eject(pool, "a");
      down.add("a");
      fixture.scheduler.advance(Duration.ofSeconds(40));
      assertEquals(AgentState.UNHEALTHY, state(pool, "a"));
      eject(pool, "b");
    }
  }

  @Test
  void withTheOthersDownTheEjectedAgentIsTriedAtOnce() throws Exception {
    try (AgentPool pool = checkedPool("a", "b")) {
      fixture.scheduler.advance(Duration.ofSeconds(30));
      eject(pool, "a");
      end(pool, "b", OK);
      down.add("b");
      Duration tick = Duration.ofMillis(100);
      for (int i = 0; i < 1_000 && state(pool, "b") != AgentState.UNHEALTHY; i++) {
        end(pool, "b", OK);
        fixture.scheduler.advance(tick);
        if (status(pool, "a").reason().startsWith("on trial")) {
          end(pool, "a", ERROR);
        }
      }
      assertEquals(AgentState.UNHEALTHY, state(pool, "b"));
      assertEquals(AgentState.EJECTED, state(pool, "a"));
      assertEquals("a", picks(pool, 1).get(0));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void withTheOthersDrainedTheEjectedAgentIsTriedAtOnceAndAgain() throws Exception {
    try (AgentPool pool = pool("a", "b", "c")) {
      eject(pool, "a");
      pool.drain("b");
      pool.remove("c");
      for (int i = 0; i < 10; i++) {
        Lease trial = pool.acquire(RequestContext.EMPTY);
        assertEquals("a", trial.agent().id());
        trial.complete(ERROR);
      }
      assertEquals(List.of("a"), picks(pool, 1));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }
}
