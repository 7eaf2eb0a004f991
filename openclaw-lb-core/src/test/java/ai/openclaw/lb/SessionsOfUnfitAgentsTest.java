package ai.openclaw.lb;

import static ai.openclaw.lb.EjectionTest.ERROR;
import static ai.openclaw.lb.EjectionTest.OK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import ai.openclaw.lb.testing.FakeTicker;
import java.io.StringReader;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions and rules where agents are ejected, cool, are tried, and are full: in virtual time. */
class SessionsOfUnfitAgentsTest {
  private static final Duration EJECTION = Duration.ofSeconds(11);
  private static final RequestContext VIP =
      RequestContext.builder().attribute("user_tier", "vip").build();

  private PoolFixture fixture;
  private AgentPool pool;

  @AfterEach
  void close() {
    pool.close();
  }

  private void open(FakeTicker ticker, String document) {
    fixture = new PoolFixture(ticker);
    pool = AgentPool.fromYaml(new StringReader(document), fixture.options());
  }

  private void open(FakeTicker ticker) {
    open(ticker, """
        instances: [{id: a, host: "a:1"}, {id: b, host: "b:1"}, {id: c, host: "c:1"}]
        session_affinity: {method: header}
        slow_start: {enabled: false}
        """);
  }

  private void openTargets(FakeTicker ticker) {
    open(ticker, """
        name: agents
        algorithm: smart_routing
        instances:
          - {id: v1, host: "v1:1", group: vips, max_connections: 1}
          - {id: v2, host: "v2:1", group: vips, max_connections: 1}
          - {id: d, host: "d:1"}
        routing_rules:
          - {match: {user_tier: vip}, target: vips}
          - {match: {user_tier: hard}, target: v1, strict: true}
          - {default: d}
        session_affinity: {method: header}
        queue: {max: 3, timeout: 1s}
        slow_start: {enabled: false}
        """);
  }

  private String call(String user, Outcome outcome) throws NoAgentAvailableException {
    Lease lease = pool.acquire(SessionUser.withKey(user));
    lease.complete(outcome);
    return lease.agent().id();
  }

  private String call(String user) throws NoAgentAvailableException {
    return call(user, OK);
  }

  private AgentState state(String id) {
    return PoolFixture.status(pool, id).state();
  }

  private void eject(String user, String home) throws NoAgentAvailableException {
    for (int i = 0; state(home) != AgentState.EJECTED; i++) {
      assertEquals(home, call(user, ERROR), "failure " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void ejectedAgentsSessionsMoveAndStayWhereTheyWent(FakeTicker ticker) throws Exception {
    open(ticker);
    String home = call("user");
    String other = call("other");
    eject("user", home);
    String second = call("user");
    assertNotEquals(home, second);
    assertEquals(1, pool.status().affinityMoved());
    fixture.scheduler.advance(EJECTION);
    assertEquals(second, call("user"));
    assertEquals(other, call("other"));
    assertEquals(1, pool.status().affinityMoved());
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void sessionOfAnAgentOnTrialMakesTheTrialAndOthersOfItsUsersPassItMeanwhile(FakeTicker ticker)
      throws Exception {
    open(ticker);
    String home = call("user");
    call("x");
    call("y");
    assertEquals(home, call("quiet"), "placed on the same by turns");
    eject("user", home);
    fixture.scheduler.advance(EJECTION);
    Lease trial = pool.acquire(SessionUser.withKey("quiet"));
    assertEquals(home, trial.agent().id());
    assertEquals(0, pool.status().affinityMoved());
    Explanation meanwhile = pool.explain(SessionUser.withKey("user"));
    assertNotEquals(home, meanwhile.agentId());
    assertEquals(meanwhile.agentId(), call("user"), "one trial at a time");
    trial.complete(OK);
    assertEquals(AgentState.HEALTHY, state(home));
    assertEquals(home, call("quiet"));
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void coolingAgentsSessionsMoveToTheNext(FakeTicker ticker) throws Exception {
    open(ticker);
    String home = call("user");
    Lease refused = pool.acquire(SessionUser.withKey("user"));
    refused.complete(Outcome.status(429, Duration.ofSeconds(30)));
    assertEquals(AgentState.COOLING, state(home));
    Explanation explained = pool.explain(SessionUser.withKey("user"));
    assertTrue(explained.affinity().contains("gives way: COOLING ("), explained::affinity);
    assertEquals(explained.agentId(), call("user"));
    assertEquals(1, pool.status().affinityMoved());
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void fullTargetsCallsWaitForItAndNotForTheDefault(FakeTicker ticker) throws Exception {
    openTargets(ticker);
    RequestContext mine = VIP.toBuilder().sessionKey("mine").build();
    Lease first = pool.acquire(mine);
    Lease second = pool.acquire(VIP);
    NoAgentAvailableException full =
        assertThrows(NoAgentAvailableException.class, () -> pool.acquire(mine));
    assertEquals(Reason.ALL_SATURATED, full.reason());
    AgentCall call = pool.newCall(mine, Replay.ALWAYS);
    NoAgentAvailableException refusal =
        assertThrows(NoAgentAvailableException.class, call::acquire);
    boolean[] ready = {false};
    assertTrue(call.waitForRoom(refusal, () -> ready[0] = true) != null);
    assertEquals("d", pool.acquire(RequestContext.EMPTY).agent().id());
    assertEquals(false, ready[0]);
    first.complete(OK);
    assertTrue(ready[0]);
    assertEquals(first.agent().id(), call.acquire().agent().id());
    assertEquals(0, pool.status().affinityMoved());
    second.complete(OK);
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void strictTargetThatIsEjectedIsNotReplacedByTheSessionsOtherAgents(FakeTicker ticker)
      throws Exception {
    openTargets(ticker);
    RequestContext hard = RequestContext.builder()
        .attribute("user_tier", "hard")
        .sessionKey("mine")
        .build();
    while (state("v1") != AgentState.EJECTED) {
      Lease lease = pool.acquire(hard);
      assertEquals("v1", lease.agent().id());
      lease.complete(ERROR);
    }
    NoAgentAvailableException none =
        assertThrows(NoAgentAvailableException.class, () -> pool.acquire(hard));
    assertEquals(Reason.NONE_HEALTHY, none.reason());
    assertEquals("none_healthy", pool.explain(hard).reason());
    assertEquals("v2", pool.acquire(VIP).agent().id());
    fixture.scheduler.advance(EJECTION);
    assertEquals("v1", pool.acquire(hard).agent().id(), "the trial");
  }
}
