package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.FailoverConfig;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A call that finds every agent cooling, in virtual time; its limit is 2 s. */
class WaitForCoolingTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final PoolFixture fixture = new PoolFixture();

  /** A pool whose only agent has asked to be spared. */
  private AgentPool cooling(Duration pause) throws NoAgentAvailableException {
    AgentPool pool = fixture
        .builder("a")
        .failover(FailoverConfig.DEFAULT.withRetryInterval(LIMIT.dividedBy(2)))
        .build();
    pool.acquire(RequestContext.EMPTY).complete(Outcome.status(429, pause));
    return pool;
  }

  private static Decision refused(AgentCall call) {
    return call.unavailable(assertThrows(NoAgentAvailableException.class, call::acquire));
  }

  @Test
  void aPauseWithinTheLimitIsWaitedFor() throws Exception {
    try (AgentPool pool = cooling(Duration.ofSeconds(1))) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.NEVER);
      Decision decision = refused(call);
      assertTrue(decision.retry(), decision::toString);
      assertTrue(decision.delay().compareTo(Duration.ofSeconds(1)) >= 0, decision::toString);
      fixture.scheduler.advance(decision.delay());
      assertEquals("a", call.acquire().agent().id());
    }
  }

  @Test
  void aPauseBeyondTheLimitIsNot() throws Exception {
    try (AgentPool pool = cooling(LIMIT.plusMillis(1))) {
      Decision decision = refused(pool.newCall(RequestContext.EMPTY, Replay.ALWAYS));
      assertFalse(decision.retry());
      assertTrue(decision.exhausted());
    }
  }

  @Test
  void aTimerThatComesLateIsWaitedForAMomentAtATime() throws Exception {
    try (AgentPool pool = cooling(Duration.ofSeconds(1))) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      fixture.ticker.advance(refused(call).delay());
      for (int i = 0; i < 10; i++) {
        Decision decision = refused(call);
        assertTrue(decision.retry(), decision::toString);
        assertEquals(Duration.ofMillis(10), decision.delay());
      }
      fixture.scheduler.advance(Duration.ofMillis(1));
      assertEquals("a", call.acquire().agent().id());
    }
  }

  @Test
  void allWaitsTogetherStayWithinTheLimit() throws Exception {
    try (AgentPool pool = cooling(Duration.ofSeconds(1))) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Duration waited = Duration.ZERO;
      Decision decision = refused(call);
      while (decision.retry()) {
        waited = waited.plus(decision.delay());
        assertTrue(waited.compareTo(LIMIT.plusMillis(10)) <= 0, waited::toString);
        fixture.ticker.advance(decision.delay());
        decision = refused(call);
      }
      assertTrue(waited.compareTo(LIMIT) >= 0, waited::toString);
    }
  }

  /** Three targets: a, whose agent cools long; b, whose cools for a moment; c, the default. */
  private static final String TARGETS = """
      algorithm: smart_routing
      instances:
        - {id: a, host: "a:1"}
        - {id: b, host: "b:1"}
        - {id: c, host: "c:1"}
      failover: {retry_interval: 1s, max_retries: 100}
      routing_rules:
        - {match: {t: a}, target: a}
        - {match: {t: b}, target: b}
        - {default: c}
      """;

  @Test
  void onlyTheAgentsOfItsTargetAndOfTheDefaultAreWaitedFor() throws Exception {
    try (AgentPool pool = AgentPool.fromYaml(new StringReader(TARGETS), fixture.options())) {
      pool.acquire(target("a")).complete(Outcome.status(429, Duration.ofSeconds(60)));
      pool.acquire(target("b")).complete(Outcome.status(429, Duration.ofSeconds(5)));
      assertEquals("c", pool.acquire(target("a")).agent().id());
      pool.drain("c");
      AgentCall forA = pool.newCall(target("a"), Replay.ALWAYS);
      Decision decision = refused(forA);
      assertTrue(decision.delay().toSeconds() >= 60, decision::toString);
      AgentCall forB = pool.newCall(target("b"), Replay.ALWAYS);
      assertTrue(refused(forB).delay().toSeconds() <= 5);
      NoAgentAvailableException none = assertThrows(
          NoAgentAvailableException.class, pool.newCall(target("other"), Replay.ALWAYS)::acquire);
      assertEquals(NoAgentAvailableException.Reason.NONE_HEALTHY, none.reason());
    }
  }

  @Test
  void aDefaultThatCoolsForAMomentIsWaitedFor() throws Exception {
    try (AgentPool pool = AgentPool.fromYaml(new StringReader(TARGETS), fixture.options())) {
      pool.acquire(target("a")).complete(Outcome.status(429, Duration.ofSeconds(60)));
      pool.acquire(target("c")).complete(Outcome.status(429, Duration.ofSeconds(5)));
      AgentCall call = pool.newCall(target("a"), Replay.ALWAYS);
      Decision decision = refused(call);
      assertTrue(decision.delay().toSeconds() <= 5, decision::toString);
      fixture.scheduler.advance(decision.delay());
      assertEquals("c", call.acquire().agent().id());
    }
  }

  private static RequestContext target(String name) {
    return RequestContext.builder().attribute("t", name).build();
  }

  /** The control plane tells an agent its standing a moment before it publishes the snapshot. */
  @Test
  void aPauseThatEndsWhileACallLooksIsStillWaitedFor() {
    StrategyGuard guard = new StrategyGuard("agents", "test");
    long now = fixture.ticker.getAsLong();
    Picker picker = new Picker(List.of(), (key, ex) -> -1, (key, ex) -> -1, guard, OwedTurns.NONE);
    Routable nobody =
        new Routable(picker, List.of(), List.of(new Pause(now, 0)), StickyAgents.NONE);
    Snapshot snapshot = new Snapshot(List.of(), nobody, null, "agents", false);
    NoAgentAvailableException refusal = snapshot.noAgent(nobody, now);
    assertEquals(NoAgentAvailableException.Reason.ALL_COOLING, refusal.reason());
    assertEquals(Duration.ZERO, refusal.retryAfter());
  }
}
