package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.QueueConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.config.SlowStartConfig;
import ai.openclaw.lb.testing.FakeTicker;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that wait for room, in virtual time; the queue takes three of them, for a second each. */
class WaitingTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Outcome OK = Outcome.status(200);

  private PoolFixture fixture = new PoolFixture();

  /** The names of calls in the order in which they were called back. */
  private final List<String> ready = new ArrayList<>();

  private AgentPool pool;

  @AfterEach
  void closePool() {
    if (pool != null) {
      pool.close();
    }
  }

  private void open(AgentConfig... agents) {
    open(ResilienceConfig.DEFAULT.withSlowStart(SlowStartConfig.DISABLED), agents);
  }

  private void open(ResilienceConfig resilience, AgentConfig... agents) {
    AgentPool.Builder builder =
        fixture.builder().resilience(resilience.withQueue(new QueueConfig(3, SECOND)));
    for (AgentConfig agent : agents) {
      builder.agent(agent);
    }
    pool = builder.build();
  }

  private static AgentConfig one(String id) {
    return agent(id).withMaxConnections(1);
  }

  private AgentCall call() {
    return pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
  }

  private static NoAgentAvailableException refused(AgentCall call) {
    return assertThrows(NoAgentAvailableException.class, call::acquire);
  }

  private Waiting join(String name, AgentCall call) {
    NoAgentAvailableException refusal = refused(call);
    assertEquals(Reason.ALL_SATURATED, refusal.reason());
    return call.waitForRoom(refusal, () -> ready.add(name));
  }

  private Waiting waiting(String name, AgentCall call) {
    Waiting waiting = Objects.requireNonNull(join(name, call));
    assertFalse(waiting.isReady());
    return waiting;
  }

  private void assertIdle() {
    pool.status().agents().forEach(agent -> assertEquals(0, agent.inFlight(), agent.id()));
  }

  @Test
  void eachFreedPlaceWakesTheFirstOne() throws Exception {
    open(one("a"));
    Lease held = pool.acquire(RequestContext.EMPTY);
    List<AgentCall> calls = List.of(call(), call(), call());
    for (int i = 0; i < 3; i++) {
      waiting("call " + i, calls.get(i));
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(i, ready.size());
      held.complete(OK);
      assertEquals("call " + i, ready.get(i));
      held = calls.get(i).acquire();
      assertEquals(1, held.agent().inFlight());
    }
    held.complete(OK);
    assertEquals(3, ready.size());
    assertEquals(4, pool.status().requests());
    assertEquals(1, pool.status().successRate());
    assertIdle();
  }

  @Test
  void nobodyOvertakesThoseWhoWait() throws Exception {
    open(one("a"));
    Lease held = pool.acquire(RequestContext.EMPTY);
    AgentCall first = call();
    waiting("first", first);
    held.complete(OK);
    AgentCall newcomer = call();
    waiting("newcomer", newcomer);
    assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
    first.acquire().complete(OK);
    newcomer.acquire().complete(OK);
    assertEquals(List.of("first", "newcomer"), ready);
    pool.acquire(RequestContext.EMPTY).complete(OK);
  }

  @Test
  void noMoreThanMaxWait() throws Exception {
    open(one("a"));
    try (Lease held = pool.acquire(RequestContext.EMPTY)) {
      assertEquals(1, held.agent().inFlight());
      List<Waiting> three =
          List.of(waiting("1", call()), waiting("2", call()), waiting("3", call()));
      AgentCall fourth = call();
      assertNull(join("4", fourth));
      Decision decision = fourth.unavailable(refused(fourth));
      assertTrue(decision.exhausted());
      assertEquals("all_saturated", decision.reason());
      three.get(1).cancel();
      assertNotNull(join("5", call()));
      assertNull(join("6", call()));
    }
    assertEquals(List.of("1"), ready);
  }

  @Test
  void withoutAQueueACallFailsAtOnce() throws Exception {
    fixture = new PoolFixture();
    pool = fixture
        .builder()
        .resilience(ResilienceConfig.DEFAULT.withQueue(QueueConfig.DISABLED))
        .agent(one("a"))
        .build();
    try (Lease held = pool.acquire(RequestContext.EMPTY)) {
      assertNull(join("none", call()), held::toString);
    }
  }

  @Test
  void whoeverCancelsPassesItsTurnOn() throws Exception {
    open(one("a"));
    Lease held = pool.acquire(RequestContext.EMPTY);
    AgentCall first = call();
    Waiting cancelled = waiting("first", first);
    AgentCall second = call();
    waiting("second", second);
    AgentCall third = call();
    waiting("third", third);
    held.complete(OK);
    assertTrue(cancelled.isReady());
    cancelled.cancel(); // it had been reserved an attempt
    cancelled.cancel();
    second.abandon();
    second.abandon();
    third.acquire().complete(OK);
    assertEquals(List.of("first", "second", "third"), ready);
    assertIdle();
    assertEquals(4, pool.status().requests());
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void allWaitsOfACallTogetherLastNoLongerThanTheTimeout(FakeTicker ticker) throws Exception {
    fixture = new PoolFixture(ticker);
    open(one("a"));
    fixture.ticker.advance(SECOND.multipliedBy(59).plusMillis(500));
    try (Lease held = pool.acquire(RequestContext.EMPTY)) {
      AgentCall call = call();
      assertEquals(SECOND, waiting("1", call).timeLeft(), held::toString);
      fixture.ticker.advance(Duration.ofMillis(700));
      Waiting again = waiting("2", call);
      assertEquals(Duration.ofMillis(300), again.timeLeft());
      fixture.ticker.advance(SECOND);
      assertEquals(Duration.ZERO, again.timeLeft());
      assertNull(join("3", call));
      assertTrue(call.unavailable(refused(call)).exhausted());
    }
    assertEquals(List.of(), ready);
    assertIdle();
  }

  @Test
  void aWaitThatIsOverIsServedNoMore() throws Exception {
    open(one("a"));
    Lease held = pool.acquire(RequestContext.EMPTY);
    Waiting forgotten = waiting("forgotten", call());
    fixture.ticker.advance(SECOND);
    AgentCall next = call();
    Waiting second = Objects.requireNonNull(join("next", next));
    held.complete(OK);
    assertTrue(second.isReady());
    assertTrue(forgotten.isReady(), "and it was told so");
    next.acquire().complete(OK);
    assertIdle();
  }

  @Test
  void theCallersTimeBoundsTheWait() throws Exception {
    open(one("a"));
    Lease held = pool.acquire(RequestContext.EMPTY);
    Duration time = Duration.ofMillis(400);
    AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS, time);
    Waiting waiting = waiting("call", call);
    assertEquals(time, waiting.timeLeft());
    held.complete(OK);
    fixture.ticker.advance(time);
    assertEquals(Reason.OUT_OF_TIME, refused(call).reason());
    assertIdle();
  }

  @Test
  void anAgentThatJoinsServesThoseWhoWait() throws Exception {
    open(one("a"));
    pool.acquire(RequestContext.EMPTY);
    AgentCall first = call();
    AgentCall second = call();
    waiting("first", first);
    waiting("second", second);
    pool.add(agent("b").withMaxConnections(2));
    assertEquals(List.of("first", "second"), ready);
    assertEquals("b", first.acquire().agent().id());
    assertEquals("b", second.acquire().agent().id());
  }

  @Test
  void aRisingLimitServesThoseWhoWait() throws Exception {
    open(ResilienceConfig.DEFAULT, one("a"));
    pool.acquire(RequestContext.EMPTY);
    pool.add(agent("b").withMaxConnections(10)); // a slow start: one, and one more every 3 s
    assertEquals("b", pool.acquire(RequestContext.EMPTY).agent().id());
    AgentCall call = call();
    Waiting waiting = waiting("call", call);
    fixture.scheduler.advance(SECOND.minusNanos(1));
    assertFalse(waiting.isReady());
    AgentCall later = call();
    fixture.scheduler.advance(SECOND.plusMillis(500));
    waiting("later", later);
    fixture.scheduler.advance(SECOND.minusNanos(1));
    assertEquals("b", later.acquire().agent().id());
  }

  @Test
  void whereNoAgentIsLeftThoseWhoWaitAreToldWhy() throws Exception {
    open(one("a"));
    pool.acquire(RequestContext.EMPTY);
    AgentCall first = call();
    waiting("first", first);
    pool.drain("a");
    assertEquals(List.of("first"), ready);
    assertEquals(Reason.NONE_HEALTHY, refused(first).reason());
    assertNull(first.waitForRoom(refused(first), () -> ready.add("again")));
  }

  @Test
  void closingReleasesThoseWhoWait() throws Exception {
    open(one("a"));
    pool.acquire(RequestContext.EMPTY);
    AgentCall first = call();
    waiting("first", first);
    pool.close();
    assertEquals(Reason.CLOSED, refused(first).reason());
    assertEquals(List.of("first"), ready);
  }

  @Test
  void aCallThatHasFailedWaitsToo() throws Exception {
    open(one("a"), one("b"));
    AgentCall call = call();
    Lease failed = call.acquire();
    Lease other = pool.acquire(RequestContext.EMPTY);
    assertTrue(call.failed(failed, Outcome.lost(new IOException("broken"))).retry());
    Lease both = pool.acquire(RequestContext.EMPTY);
    waiting("call", call);
    other.complete(OK);
    assertEquals(other.agent(), call.acquire().agent());
    both.complete(OK);
    assertEquals(3, pool.status().requests());
  }

  @Test
  void aCallbackThatThrowsHarmsNobody() throws Exception {
    open(one("a"));
    Lease held = pool.acquire(RequestContext.EMPTY);
    AgentCall call = call();
    Waiting broken = call.waitForRoom(refused(call), () -> {
      throw new IllegalStateException("boom");
    });
    AgentCall next = call();
    waiting("next", next);
    held.complete(OK);
    assertTrue(broken.isReady());
    call.acquire().complete(OK);
    next.acquire().complete(OK);
    assertIdle();
  }

  @Test
  void aCallbackMayEndItsAttemptAtOnce() throws Exception {
    open(one("a"));
    Lease held = pool.acquire(RequestContext.EMPTY);
    for (int i = 0; i < 3; i++) {
      AgentCall call = call();
      call.waitForRoom(refused(call), () -> {
        ready.add("");
        assertNull(endNow(call));
      });
    }
    held.complete(OK);
    assertEquals(3, ready.size());
    assertIdle();
  }

  private static Exception endNow(AgentCall call) {
    try {
      call.acquire().complete(OK);
      return null;
    } catch (NoAgentAvailableException e) {
      return e;
    }
  }

  @Test
  void aWaiterForOneTargetHoldsUpNobodyElse() throws Exception {
    pool = AgentPool.fromYaml(
        new StringReader("algorithm: smart_routing\n"
            + "instances: [{id: a, host: 'a:1', max_connections: 1},"
            + " {id: b, host: 'b:1', max_connections: 1}]\n"
            + "routing_rules: [{match: {t: a}, target: a}, {default: b}]\n"),
        fixture.options());
    RequestContext forA = RequestContext.builder().attribute("t", "a").build();
    Lease a = pool.acquire(forA);
    Lease b = pool.acquire(RequestContext.EMPTY);
    AgentCall firstA = pool.newCall(forA, Replay.ALWAYS);
    AgentCall firstB = call();
    waiting("a", firstA);
    waiting("b", firstB);
    b.complete(OK);
    assertEquals(List.of("b"), ready);
    firstB.acquire().complete(OK);
    pool.acquire(RequestContext.EMPTY).complete(OK);
    a.complete(OK);
    assertEquals("a", firstA.acquire().agent().id());
    assertEquals(List.of("b", "a"), ready);
  }
}
