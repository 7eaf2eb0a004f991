package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.agent;
import static ai.openclaw.lb.PoolFixture.picks;
import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.health.ProbeResult;
import ai.openclaw.lb.health.ProbeTarget;
import ai.openclaw.lb.testing.FakeTicker;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pool makes of its agents' health checks, in virtual time. */
class HealthInPoolTest {
  private static final ProbeResult PASS = ProbeResult.passed(200);
  private static final ProbeResult FAIL = ProbeResult.failed("connect refused");
  private static final Duration TICK = Duration.ofMillis(50);

  private final PoolFixture fixture = new PoolFixture();

  /** What the probes of each agent find; passes where nothing is said. */
  private final Map<String, CompletionStage<ProbeResult>> answers = new HashMap<>();

  private final List<ProbeTarget> probed = new ArrayList<>();

  private AgentPool pool(PoolFixture fixture, HealthCheckConfig config, String... ids) {
    PoolOptions options = fixture.options().healthProbe(target -> {
      probed.add(target);
      return answers.getOrDefault(target.agentId(), CompletableFuture.completedFuture(PASS));
    });
    return fixture.builder(ids).healthCheck(config).options(options).build();
  }

  private AgentPool pool(String... ids) {
    return pool(fixture, HealthCheckConfig.DEFAULT.withThresholds(2, 3), ids);
  }

  private void answer(String id, ProbeResult result) {
    answers.put(id, CompletableFuture.completedFuture(result));
  }

  private long probesOf(String id) {
    return probed.stream().filter(target -> target.agentId().equals(id)).count();
  }

  /** Lets time pass until this many more probes of the agent have been answered. */
  private void probe(PoolFixture fixture, String id, int times) {
    long until = probesOf(id) + times;
    for (int i = 0; i < 10_000 && probesOf(id) < until; i++) {
      fixture.scheduler.advance(TICK);
    }
    assertEquals(until, probesOf(id), "probes of " + id);
  }

  private void probe(String id, int times) {
    probe(fixture, id, times);
  }

  @Test
  void agentsAreUsableFromTheStart() throws Exception {
    answer("a", FAIL);
    try (AgentPool pool = pool("a", "b")) {
      assertEquals(List.of("a", "b"), picks(pool, 2));
      assertEquals("not checked yet", status(pool, "a").reason());
      probe("a", 2);
      assertEquals(AgentState.HEALTHY, status(pool, "a").state());
      probe("a", 1);
      assertEquals(AgentState.UNHEALTHY, status(pool, "a").state());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3", "5, 2", "3, 7"})
  void exactlyTheThresholdsTakeAnAgentOutAndBringItIn(int healthy, int unhealthy) {
    HealthCheckConfig config = HealthCheckConfig.DEFAULT.withThresholds(healthy, unhealthy);
    try (AgentPool pool = pool(fixture, config, "a", "b")) {
      probe("a", 1);
      answer("a", FAIL);
      if (unhealthy > 1) {
        probe("a", unhealthy - 1);
        assertEquals(AgentState.HEALTHY, status(pool, "a").state());
      }
      probe("a", 1);
      assertEquals(AgentState.UNHEALTHY, status(pool, "a").state());
      answer("a", PASS);
      if (healthy > 1) {
        probe("a", healthy - 1);
        assertEquals(AgentState.UNHEALTHY, status(pool, "a").state());
      }
      probe("a", 1);
      assertEquals(AgentState.HEALTHY, status(pool, "a").state());
      assertEquals(AgentState.HEALTHY, status(pool, "b").state());
    }
    assertEquals(2, fixture.recorder.events.size(), fixture.recorder.events.toString());
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void aDeadAgentTakesNoCallsUntilItIsBackOnAnyClock(FakeTicker ticker) throws Exception {
    PoolFixture hostile = new PoolFixture(ticker);
    HealthCheckConfig config = HealthCheckConfig.DEFAULT.withThresholds(2, 3);
    try (AgentPool pool = pool(hostile, config, "a", "b", "c")) {
      answer("b", FAIL);
      probe(hostile, "b", 3);
      assertEquals(Set.of("a", "c"), Set.copyOf(picks(pool, 6)));
      answer("b", PASS);
      probe(hostile, "b", 2);
      assertEquals(2, picks(pool, 6).stream().filter("b"::equals).count());
    }
  }

  @Test
  void reasonsSayWhatTheProbesFound() {
    answer("a", FAIL);
    try (AgentPool pool = pool("a", "b")) {
      probe("a", 3);
      String out = "probe failed 3 times: connect refused";
      assertEquals(out, status(pool, "a").reason());
      answer("a", PASS);
      probe("a", 2);
      String in = "probe passed 2 times: status 200";
      assertEquals(in, status(pool, "a").reason());
      assertEquals(
          List.of("agents a HEALTHY->UNHEALTHY: " + out, "agents a UNHEALTHY->HEALTHY: " + in),
          fixture.recorder.events);
    }
  }

  @Test
  void allDownIsSaidAndTheFirstToRecoverIsUsed() throws Exception {
    answer("a", FAIL);
    answer("b", FAIL);
    try (AgentPool pool = pool("a", "b")) {
      fixture.scheduler.advance(Duration.ofMinutes(2));
      NoAgentAvailableException none =
          assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
      assertEquals(Reason.NONE_HEALTHY, none.reason());
      assertEquals(Map.of("a", AgentState.UNHEALTHY, "b", AgentState.UNHEALTHY), none.states());
      answer("b", PASS);
      probe("b", 2);
      assertEquals(List.of("b", "b"), picks(pool, 2));
    }
  }

  @Test
  void probesDoNotReviveADrainingAgent() {
    answer("a", FAIL);
    try (AgentPool pool = pool("a", "b")) {
      probe("a", 3);
      pool.drain("a");
      answer("a", PASS);
      probe("a", 5);
      assertEquals(AgentState.DRAINING, status(pool, "a").state());
      answer("a", FAIL);
      probe("a", 5);
      assertEquals(AgentState.DRAINING, status(pool, "a").state());
    }
  }

  @Test
  void aRemovedAgentIsProbedNoMore() {
    try (AgentPool pool = pool("a", "b")) {
      probe("a", 1);
      pool.remove("a");
      fixture.scheduler.runDue();
      long probes = probesOf("a");
      fixture.scheduler.advance(Duration.ofMinutes(5));
      assertEquals(probes, probesOf("a"));
      assertEquals(List.of("agents a removed"), fixture.recorder.events);
    }
  }

  @Test
  void aLateVerdictOnARemovedAgentDoesNotTouchItsSuccessor() {
    HealthCheckConfig config = HealthCheckConfig.DEFAULT.withThresholds(1, 1);
    try (AgentPool pool = pool(fixture, config, "a", "b")) {
      CompletableFuture<ProbeResult> open = new CompletableFuture<>();
      answers.put("a", open);
      probe("a", 1);
      open.complete(FAIL);
      pool.remove("a");
      pool.add(AgentConfig.of("a", "elsewhere.internal:5000"));
      fixture.scheduler.runDue();
      assertEquals(AgentState.HEALTHY, status(pool, "a").state());
      assertEquals("joined the pool", status(pool, "a").reason());
    }
  }

  @Test
  void aResultThatComesAfterTheRemovalIsIgnored() {
    HealthCheckConfig config = HealthCheckConfig.DEFAULT.withThresholds(1, 1);
    try (AgentPool pool = pool(fixture, config, "a", "b")) {
      CompletableFuture<ProbeResult> open = new CompletableFuture<>();
      answers.put("a", open);
      probe("a", 1);
      pool.remove("a");
      open.complete(FAIL);
      fixture.scheduler.runDue();
      pool.add(agent("a"));
      fixture.scheduler.runDue();
      assertEquals("joined the pool", status(pool, "a").reason());
    }
  }

  @Test
  void anAddedAgentIsProbedAtItsAddress() {
    try (AgentPool pool = pool("a")) {
      pool.add(AgentConfig.of("new", "https://[::1]:8443/base"));
      answer("new", FAIL);
      probe("new", 3);
      assertEquals(AgentState.UNHEALTHY, status(pool, "new").state());
      assertTrue(probed.contains(new ProbeTarget("new", URI.create("https://[::1]:8443/base"))));
    }
  }

  @Test
  void aProbeThatThrowsIsAFailedProbe() {
    PoolOptions options = fixture.options().healthProbe(target -> {
      throw new IllegalStateException("boom");
    });
    try (AgentPool pool = fixture
        .builder("a")
        .healthCheck(HealthCheckConfig.DEFAULT.withThresholds(1, 1))
        .options(options)
        .build()) {
      fixture.scheduler.advance(Duration.ofSeconds(10));
      assertEquals(AgentState.UNHEALTHY, status(pool, "a").state());
      assertTrue(status(pool, "a").reason().contains("boom"), status(pool, "a").reason());
    }
  }

  @Test
  void closingStopsAllProbes() {
    AgentPool pool = pool("a", "b");
    probe("a", 2);
    pool.close();
    fixture.scheduler.runDue();
    assertEquals(0, fixture.scheduler.queuedTasks());
    int probes = probed.size();
    fixture.scheduler.advance(Duration.ofMinutes(5));
    assertEquals(probes, probed.size());
  }

  @Test
  void disabledChecksProbeNobody() {
    try (AgentPool pool = pool(fixture, HealthCheckConfig.DISABLED, "a")) {
      fixture.scheduler.advance(Duration.ofMinutes(5));
      assertEquals(List.of(), probed);
      assertEquals(AgentState.HEALTHY, status(pool, "a").state());
    }
  }
}
