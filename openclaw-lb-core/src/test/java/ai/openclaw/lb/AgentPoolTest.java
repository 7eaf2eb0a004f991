package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.agent;
import static ai.openclaw.lb.PoolFixture.picks;
import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentPoolTest {
  private final PoolFixture fixture = new PoolFixture();

  @Test
  void equalAgentsTakeTurnsInDeclaredOrderFromTheFirstOn() throws Exception {
    try (AgentPool pool = fixture.pool("c", "a", "b")) {
      List<String> ids = picks(pool, 300);
      for (int i = 0; i < 300; i++) {
        assertEquals(List.of("c", "a", "b").get(i % 3), ids.get(i), "call " + i);
      }
      for (String id : Set.of("a", "b", "c")) {
        assertEquals(100, status(pool, id).requests(), id);
      }
    }
  }

  @Test
  void openLeasesDoNotDisturbTheOrder() throws Exception {
    try (AgentPool pool = fixture.pool("a", "b", "c")) {
      for (int i = 0; i < 9; i++) {
        String expected = List.of("a", "b", "c").get(i % 3);
        assertEquals(expected, pool.acquire(RequestContext.EMPTY).agent().id());
      }
      pool.status().agents().forEach(agent -> assertEquals(3, agent.inFlight()));
    }
  }

  @Test
  void agentsKeepTheirOrderWhenOthersLeaveAndReturn() throws Exception {
    try (AgentPool pool = fixture.pool("a", "b", "c")) {
      pool.drain("b");
      assertAlternate(picks(pool, 6), "a", "c");
      pool.remove("b");
      assertAlternate(picks(pool, 6), "a", "c");
      pool.add(agent("d"));
      assertTurn(picks(pool, 9), List.of("a", "c", "d"));
      pool.add(agent("b"));
      assertTurn(picks(pool, 12), List.of("a", "c", "d", "b"));
      pool.setWeight("c", 0);
      assertTurn(picks(pool, 9), List.of("a", "d", "b"));
      pool.setWeight("c", 1, Duration.ZERO);
      assertTurn(picks(pool, 12), List.of("a", "c", "d", "b"));
    }
  }

  private static void assertAlternate(List<String> ids, String... turn) {
    assertTurn(ids, List.of(turn));
  }

  /** Whether the picks are whole turns of this order, begun anywhere in it. */
  private static void assertTurn(List<String> ids, List<String> order) {
    int first = order.indexOf(ids.get(0));
    for (int i = 0; i < ids.size(); i++) {
      assertEquals(order.get((first + i) % order.size()), ids.get(i), "pick " + i + " of " + ids);
    }
  }

  @Test
  void saturatedAgentsArePassedOverAndAllOfThemSaturatedIsSaid() throws Exception {
    try (AgentPool pool = fixture
        .builder()
        .agent(agent("a").withMaxConnections(1))
        .agent(agent("b").withMaxConnections(2))
        .agent(agent("idle").withWeight(0))
        .build()) {
      Lease a = pool.acquire(RequestContext.EMPTY);
      Lease first = pool.acquire(RequestContext.EMPTY);
      Lease second = pool.acquire(RequestContext.EMPTY);
      assertEquals(
          List.of("a", "b", "b"),
          List.of(a.agent().id(), first.agent().id(), second.agent().id()));
      NoAgentAvailableException none = refused(pool);
      assertEquals(Reason.ALL_SATURATED, none.reason());
      assertEquals("all_saturated", none.reason().label());
      assertEquals(List.of("a", "b", "idle"), List.copyOf(none.states().keySet()));
      assertEquals(Set.of(AgentState.HEALTHY), new HashSet<>(none.states().values()));
      assertTrue(none.getMessage().contains("a HEALTHY (1 in flight)"), none.getMessage());
      assertTrue(none.getMessage().contains("b HEALTHY (2 in flight)"), none.getMessage());
      second.complete(Outcome.status(200));
      assertEquals("b", pool.acquire(RequestContext.EMPTY).agent().id());
    }
  }

  @Test
  void noFitAgentIsSaidWithEveryState() {
    try (AgentPool pool = fixture.pool("a", "b", "c")) {
      pool.drain("a");
      pool.setWeight("b", 0);
      pool.remove("c");
      NoAgentAvailableException none = refused(pool);
      assertEquals(Reason.NONE_HEALTHY, none.reason());
      assertEquals(Map.of("a", AgentState.DRAINING, "b", AgentState.HEALTHY), none.states());
      assertThrows(
          UnsupportedOperationException.class, () -> none.states().put("x", AgentState.HEALTHY));
    }
  }

  @Test
  void aClosedPoolSaysSoAndItsAttemptsFinish() throws Exception {
    AgentPool pool = fixture.pool("a", "b");
    Lease running = pool.acquire(RequestContext.EMPTY);
    pool.setWeight("b", 4);
    pool.close();
    pool.close();
    assertEquals(Reason.CLOSED, refused(pool).reason());
    AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
    assertEquals(
        Reason.CLOSED,
        assertThrows(NoAgentAvailableException.class, call::acquire).reason());
    assertEquals(1, status(pool, "a").inFlight());
    running.complete(Outcome.status(200));
    assertEquals(0, status(pool, "a").inFlight());
    assertEquals(0, fixture.scheduler.queuedTasks());
    assertEquals(List.of("agents b 1.0->4.0"), fixture.recorder.events);
  }

  @Test
  void aDrainingAgentFinishesWhatRunsOnIt() throws Exception {
    try (AgentPool pool = fixture.pool("a", "b")) {
      Lease running = pool.acquire(RequestContext.EMPTY);
      pool.drain("a");
      assertEquals(List.of("b", "b"), picks(pool, 2));
      assertEquals(AgentState.DRAINING, running.agent().state());
      assertEquals(1, status(pool, "a").inFlight());
      running.complete(Outcome.status(200));
      assertEquals(0, status(pool, "a").inFlight());
      assertEquals("draining was asked for", status(pool, "a").reason());
    }
  }

  @Test
  void whatIsRefusedChangesNothing() throws Exception {
    try (AgentPool pool = fixture.pool("a", "b")) {
      PoolStatus before = pool.status();
      assertRefused("a", () -> pool.add(agent("a")));
      assertRefused("x (expected: one of [a, b]", () -> pool.remove("x"));
      assertRefused("x (expected: one of [a, b]", () -> pool.drain("x"));
      assertRefused("x (expected: one of [a, b]", () -> pool.setWeight("x", 1));
      assertRefused("PT-1S", () -> pool.setWeight("a", 2, Duration.ofSeconds(-1)));
      assertEquals(before, pool.status());
      assertEquals(List.of(), fixture.recorder.events);
      assertEquals(0, fixture.scheduler.queuedTasks());
      assertEquals(List.of("a", "b", "a"), picks(pool, 3));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, -Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY})
  void badWeightsAreRefusedAndChangeNothing(double weight) {
    try (AgentPool pool = fixture.pool("a")) {
      PoolStatus before = pool.status();
      assertRefused("weight: " + weight, () -> pool.setWeight("a", weight));
      assertEquals(before, pool.status());
    }
  }

  private static void assertRefused(String part, Runnable change) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, change::run);
    assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
  }

  @Test
  void weightZeroTakesNoNewCalls() throws Exception {
    try (AgentPool pool = fixture.pool("a", "b")) {
      Lease running = pool.acquire(RequestContext.EMPTY);
      pool.setWeight("a", 0);
      assertEquals(Collections.nCopies(5, "b"), picks(pool, 5));
      assertEquals(AgentState.HEALTHY, status(pool, "a").state());
      assertEquals(1, status(pool, "a").inFlight());
      running.complete(Outcome.status(200));
    }
  }

  @Test
  void buildersRefuseWhatNoDocumentMayHold() {
    assertRefused("instances", () -> AgentPool.builder("agents").build());
    assertRefused("id: a", () -> fixture.builder("a", "a").build());
    assertRefused("nonsense", () -> fixture.builder("a").algorithm("nonsense").build());
    assertRefused("name", () -> AgentPool.builder("two words").agent("a", "a:1").build());
  }

  private static NoAgentAvailableException refused(AgentPool pool) {
    return assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
  }
}
