package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.ConfigException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadTest {
  private static final String TWO =
      pool("round_robin", "{id: a, host: 'a:1'}, {id: b, host: 'b:1'}");

  private final PoolFixture fixture = new PoolFixture();
  private AgentPools pools = start(TWO);

  private AgentPools start(String yaml) {
    return AgentPools.fromYaml(new StringReader(yaml), fixture.options());
  }

  private static String pool(String algorithm, String instances, String... more) {
    return "backend_pool:\n  name: agents\n  algorithm: " + algorithm + "\n  instances: ["
        + instances + "]\n" + String.join("\n", more) + "\n";
  }

  private AgentPool agents() {
    return pools.pool("agents");
  }

  private void reload(String yaml) {
    pools.reload(new StringReader(yaml));
  }

  private static Set<String> ids(AgentPool pool) {
    Set<String> ids = new TreeSet<>();
    pool.status().agents().forEach(agent -> ids.add(agent.id()));
    return ids;
  }

  @AfterEach
  void nothingIsLeft() {
    pools.close();
    fixture.scheduler.advance(Duration.ofMinutes(2));
    assertEquals(0, fixture.scheduler.queuedTasks());
  }

  @Test
  void anAgentThatJoinsStartsSlowly() {
    AgentPool before = agents();
    reload(pool("round_robin", "{id: a, host: 'a:1'}, {id: b, host: 'b:1'}, {id: c, host: 'c:1'}"));
    assertSame(before, agents());
    assertEquals(Set.of("a", "b", "c"), ids(agents()));
    assertEquals(0.1, PoolFixture.status(agents(), "c").effectiveWeight(), 1e-9);
    assertEquals(1, PoolFixture.status(agents(), "a").effectiveWeight());
    fixture.scheduler.advance(Duration.ofMinutes(1));
    assertEquals(1, PoolFixture.status(agents(), "c").effectiveWeight());
  }

  @Test
  void anAgentThatIsGoneFinishesItsCallsAndThenLeaves() throws Exception {
    Lease lease = leaseOn("b");
    reload(pool("round_robin", "{id: a, host: 'a:1'}"));
    assertEquals(AgentState.DRAINING, PoolFixture.status(agents(), "b").state());
    assertEquals(List.of("a", "a", "a"), PoolFixture.picks(agents(), 3));
    fixture.scheduler.advance(Duration.ofSeconds(30));
    assertEquals(1, PoolFixture.status(agents(), "b").inFlight());
    lease.complete(Outcome.status(200));
    fixture.scheduler.advance(Duration.ofSeconds(1));
    assertEquals(Set.of("a"), ids(agents()));
    assertEquals(5, agents().status().requests());
  }

  private Lease leaseOn(String id) throws NoAgentAvailableException {
    Lease lease = agents().acquire(RequestContext.EMPTY);
    while (!lease.agent().id().equals(id)) {
      lease.complete(Outcome.status(200));
      lease = agents().acquire(RequestContext.EMPTY);
    }
    return lease;
  }

  @Test
  void anAgentWithoutCallsLeavesAtOnce() {
    reload(pool("round_robin", "{id: a, host: 'a:1'}"));
    assertEquals(Set.of("a"), ids(agents()));
  }

  @Test
  void anAgentThatComesBackWhileItLeavesIsTheSame() throws Exception {
    Lease lease = leaseOn("b");
    reload(pool("round_robin", "{id: a, host: 'a:1'}"));
    reload(TWO);
    AgentStatus b = PoolFixture.status(agents(), "b");
    assertEquals(AgentState.HEALTHY, b.state());
    assertEquals(1, b.inFlight());
    lease.complete(Outcome.status(200));
    fixture.scheduler.advance(Duration.ofMinutes(1));
    assertEquals(Set.of("a", "b"), ids(agents()));
  }

  @Test
  void anAgentThatMovesIsNewInAllButItsName() throws Exception {
    Lease old = leaseOn("b");
    reload(pool("round_robin", "{id: a, host: 'a:1'}, {id: b, host: 'b:2'}"));
    AgentStatus moved = PoolFixture.status(agents(), "b");
    assertEquals(2, moved.uri().getPort());
    assertEquals(0, moved.inFlight());
    assertEquals(0, moved.requests());
    assertEquals(0.1, moved.effectiveWeight(), 1e-9);
    assertEquals(1, old.agent().inFlight());
    old.complete(Outcome.status(200));
    assertEquals(0, old.agent().inFlight());
  }

  @Test
  void aWeightFallsAtOnceAndRisesGradually() {
    reload(pool(
        "weighted_round_robin",
        "{id: a, host: 'a:1', weight: 0.5}, {id: b, host: 'b:1', weight: 8}"));
    assertEquals(0.5, PoolFixture.status(agents(), "a").effectiveWeight());
    assertTrue(PoolFixture.status(agents(), "b").effectiveWeight() <= 2);
    assertEquals(8, PoolFixture.status(agents(), "b").weight());
    fixture.scheduler.advance(Duration.ofSeconds(11));
    assertEquals(8, PoolFixture.status(agents(), "b").effectiveWeight());
  }

  @Test
  void whatWasChangedAtRunTimeStandsWhereTheDocumentsAgree() {
    agents().setWeight("a", 0.25);
    agents().drain("b");
    agents().add(PoolFixture.agent("own"));
    reload(pool("least_connections", "{id: a, host: 'a:1'}, {id: b, host: 'b:1'}"));
    assertEquals(0.25, PoolFixture.status(agents(), "a").weight());
    assertEquals(AgentState.DRAINING, PoolFixture.status(agents(), "b").state());
    assertEquals(Set.of("a", "b", "own"), ids(agents()));
    assertEquals("least_connections", agents().status().algorithm());
  }

  @Test
  void healthAndCountsStayWithTheId() throws Exception {
    for (int i = 0;
        i < 20 && PoolFixture.status(agents(), "a").state() != AgentState.EJECTED;
        i++) {
      Lease lease = agents().acquire(RequestContext.EMPTY);
      boolean fails = lease.agent().id().equals("a");
      lease.complete(Outcome.status(fails ? 500 : 200));
    }
    AgentStatus before = PoolFixture.status(agents(), "a");
    assertEquals(AgentState.EJECTED, before.state());
    reload(pool("adaptive", "{id: b, host: 'b:1'}, {id: a, host: 'a:1', max_connections: 7}"));
    assertEquals(before, PoolFixture.status(agents(), "a"));
    assertEquals("b", agents().status().agents().get(0).id());
  }

  @Test
  void theTurnGoesOnWhereTheAlgorithmIsTheSame() throws Exception {
    reload(pool("round_robin", "'a:1', 'b:1', 'c:1'", "slow_start: {enabled: false}"));
    List<String> turn = PoolFixture.picks(agents(), 3);
    PoolFixture.picks(agents(), 1);
    reload(pool(
        "round_robin",
        "'a:1', 'b:1', 'c:1'",
        "slow_start: {enabled: false}",
        "failover: {max_retries: 1}"));
    assertEquals(turn.subList(1, 3), PoolFixture.picks(agents(), 2));
  }

  @Test
  void changedRulesDecideOnTheNextCall() throws Exception {
    assertTrue(pools.attributeHeaders().isEmpty());
    Map<String, String> headers = pools.attributeHeaders();
    assertSame(headers, pools.attributeHeaders());
    reload(pool(
        "smart_routing",
        "{id: a, host: 'a:1'}, {id: b, host: 'b:1'}",
        "  routing_rules: [{match: {tier: vip}, target: b}, {default: a}]"));
    assertEquals(Map.of("tier", "X-Tier"), pools.attributeHeaders());
    RequestContext vip = RequestContext.builder().attribute("tier", "vip").build();
    assertEquals("b", agents().acquire(vip).agent().id());
    assertEquals("a", agents().acquire(RequestContext.EMPTY).agent().id());
  }

  @Test
  void aCallThatHasBegunGoesOnByItsOwnSettings() throws Exception {
    AgentCall before = agents().newCall(RequestContext.EMPTY, Replay.ALWAYS);
    Lease first = before.acquire();
    reload(pool(
        "round_robin", "{id: a, host: 'a:1'}, {id: b, host: 'b:1'}", "failover: {enabled: false}"));
    assertTrue(before.failed(first, Outcome.status(503)).retry());
    before.abandon();
    AgentCall after = agents().newCall(RequestContext.EMPTY, Replay.ALWAYS);
    assertFalse(after.failed(after.acquire(), Outcome.status(503)).retry());
  }

  @Test
  void aChangedQuotaAdmitsFromThenOn() throws Exception {
    reload(pool("round_robin", "{id: a, host: 'a:1'}", "  max_qps: 1"));
    PoolFixture.picks(agents(), 1);
    assertThrows(NoAgentAvailableException.class, () -> PoolFixture.picks(agents(), 1));
    assertEquals(1, agents().quotaStatus().refused());
    reload(pool("round_robin", "{id: a, host: 'a:1'}", "  max_qps: 100"));
    PoolFixture.picks(agents(), 50);
    assertEquals(1, agents().quotaStatus().refused());
  }

  @Test
  void poolsComeAndGo() throws Exception {
    List<String> heard = new ArrayList<>();
    pools.addListener(new PoolsListener() {
      @Override
      public void poolAdded(AgentPool pool) {
        heard.add("+" + pool.name());
      }

      @Override
      public void poolRemoved(AgentPool pool) {
        heard.add("-" + pool.name());
      }
    });
    AgentPool old = agents();
    AgentCall begun = old.newCall(RequestContext.EMPTY, Replay.ALWAYS);
    reload("pools: [{name: other, instances: ['c:1']}]\nrouting: [{default: other}]\n");
    assertEquals(List.of("+other", "-agents"), heard);
    assertFalse(pools.balances("agents"));
    assertEquals("other", pools.route(RequestContext.EMPTY).name());
    begun.acquire().complete(Outcome.status(200));
    fixture.scheduler.advance(Duration.ofMinutes(1));
    assertThrows(NoAgentAvailableException.class, () -> old.acquire(RequestContext.EMPTY));
    reload(TWO);
    assertNotSame(old, agents());
  }

  @Test
  void aPoolThatIsTheSameIsLeftAlone() {
    String two = "pools:\n- {name: x, instances: ['a:1']}\n- {name: y, instances: ['b:1']%s}\n"
        + "routing: [{default: x}]\n";
    reload(two.formatted(""));
    Snapshot x = pools.pool("x").parts().control().snapshot();
    PoolSettings settings = pools.pool("x").parts().settings();
    reload(two.formatted(", max_qps: 3"));
    assertSame(x, pools.pool("x").parts().control().snapshot());
    assertSame(settings, pools.pool("x").parts().settings());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "backend_pool: {",
        "backend_pool: {name: agents, instances: []}",
        "backend_pool: {name: agents, algorithm: fastest, instances: ['c:1']}",
        "backend_pool: {name: agents, instances: ['c:1', 'c:1']}",
        "backend_pool: {name: agents, instances: ['c:1'], max_qps: -1}",
        "watch: true\nbackend_pool: {name: agents, instances: ['c:1']}",
        "pools: [{name: x, instances: ['c:1']}]\nrouting: [{default: y}]"
      })
  void aRefusedDocumentChangesNothing(String yaml) {
    AgentPool before = agents();
    Snapshot snapshot = before.parts().control().snapshot();
    PoolSettings settings = before.parts().settings();
    List<String> heard = new ArrayList<>();
    pools.addListener(new PoolsListener() {
      @Override
      public void reloadFailed(String problems) {
        heard.add(problems);
      }
    });
    ConfigException refused = assertThrows(ConfigException.class, () -> reload(yaml));
    assertSame(before, agents());
    assertSame(snapshot, before.parts().control().snapshot());
    assertSame(settings, before.parts().settings());
    assertEquals(List.of(String.valueOf(refused.getMessage())), heard);
    assertEquals(new ReloadStatus(0, 1, refused.getMessage()), pools.reloadStatus());
  }

  @Test
  void aPoolThatCanNotBeStartedUndoesTheWholeReload() {
    PoolOptions failing = fixture.options().quotas(request -> {
      throw new IllegalStateException("no store");
    });
    pools.close();
    pools = AgentPools.fromYaml(new StringReader(TWO), failing);
    Snapshot before = agents().parts().control().snapshot();
    String three = "pools:\n- {name: agents, instances: ['c:1']}\n- {name: x, instances: ['d:1'],"
        + " max_qps: 5}\nrouting: [{default: x}]\n";
    assertThrows(IllegalStateException.class, () -> reload(three));
    assertSame(before, agents().parts().control().snapshot());
    assertEquals(1, pools.pools().size());
    assertEquals(1, pools.reloadStatus().failed());
  }

  @Test
  void listenersHearWhatHasChanged() {
    List<String> heard = new ArrayList<>();
    agents().addListener(new PoolListener() {
      @Override
      public void reloaded(String pool, PoolChanges changes) {
        heard.add(pool + ": " + changes);
      }
    });
    reload(pool("adaptive", "{id: a, host: 'a:2'}, {id: c, host: 'c:1'}", "  max_qps: 5"));
    reload(
        pool("adaptive", "{id: a, host: 'a:2', weight: 2}, {id: c, host: 'c:1'}", "  max_qps: 5"));
    assertEquals(
        List.of("agents: joined c; gone b; moved a; changed algorithm, quota", "agents: altered a"),
        heard);
  }

  @Test
  void closedPoolsAreNotReloaded() {
    pools.close();
    assertThrows(IllegalStateException.class, () -> reload(TWO));
  }
}
