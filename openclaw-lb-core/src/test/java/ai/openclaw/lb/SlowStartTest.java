package ai.openclaw.lb;

import static ai.openclaw.lb.EjectionTest.OK;
import static ai.openclaw.lb.EjectionTest.eject;
import static ai.openclaw.lb.EjectionTest.end;
import static ai.openclaw.lb.EjectionTest.ids;
import static ai.openclaw.lb.EjectionTest.leaseOn;
import static ai.openclaw.lb.PoolFixture.agent;
import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.VirtualTraffic.Answer;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.config.SlowStartConfig;
import ai.openclaw.lb.health.ProbeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Agents that recover or join get their load gradually, under every algorithm. */
class SlowStartTest {
  private static final Answer SERVED = new Answer(Duration.ofMillis(100), OK);
  private static final String LAST = "agent-3";

  private final PoolFixture fixture = new PoolFixture();
  private final Set<String> down = new HashSet<>();

  private AgentPool pool(String algorithm, int agents) {
    PoolOptions options = fixture
        .options()
        .healthProbe(target -> CompletableFuture.completedFuture(
            down.contains(target.agentId())
                ? ProbeResult.failed("down")
                : ProbeResult.passed(200)));
    return fixture
        .builder(ids(agents))
        .options(options)
        .algorithm(algorithm)
        .resilience(ResilienceConfig.DEFAULT)
        .healthCheck(HealthCheckConfig.DEFAULT)
        .build();
  }

  private double share(AgentPool pool, VirtualTraffic traffic, int seconds) {
    traffic.forget();
    traffic.run(200, Duration.ofSeconds(seconds));
    return (double) traffic.attempts(LAST) / traffic.total();
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.PoolFixture#algorithms")
  void anAddedAgentRampsUp(String algorithm) {
    try (AgentPool pool = pool(algorithm, 3)) {
      VirtualTraffic traffic = new VirtualTraffic(pool, fixture, (id, time) -> SERVED);
      traffic.run(200, Duration.ofSeconds(5));
      pool.add(agent(LAST));
      double first = share(pool, traffic, 3);
      assertTrue(first <= 0.4 * 0.25, "first 3 s: " + first);
      double middle = share(pool, traffic, 24);
      assertTrue(middle < 0.2, "then: " + middle);
      traffic.run(200, Duration.ofSeconds(10));
      assertEquals(0.25, share(pool, traffic, 10), 0.03, "in the end");
      assertEquals(1, status(pool, LAST).effectiveWeight());
    }
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.PoolFixture#algorithms")
  void anAgentThatWasDownRampsUp(String algorithm) {
    try (AgentPool pool = pool(algorithm, 4)) {
      VirtualTraffic traffic = new VirtualTraffic(pool, fixture, (id, time) -> SERVED);
      traffic.run(20, Duration.ofSeconds(15));
      down.add(LAST);
      fixture.scheduler.advance(Duration.ofSeconds(90));
      down.clear();
      for (int i = 0; i < 1_000 && status(pool, LAST).state() != AgentState.HEALTHY; i++) {
        fixture.scheduler.advance(Duration.ofMillis(50));
      }
      double first = share(pool, traffic, 3);
      assertTrue(first <= 0.4 * 0.25, "first 3 s: " + first);
      traffic.run(20, Duration.ofSeconds(30));
      assertEquals(0.25, share(pool, traffic, 10), 0.03, "in the end");
    }
  }

  @Test
  void nobodyStartsSlowlyWithTheProcess() {
    try (AgentPool pool = pool("round_robin", 4)) {
      pool.status().agents().forEach(agent -> assertEquals(1, agent.effectiveWeight()));
      fixture.scheduler.advance(Duration.ofSeconds(40)); // and not by the first good check
      pool.status().agents().forEach(agent -> assertEquals(1, agent.effectiveWeight()));
    }
  }

  @Test
  void capacityRampsUpToo() throws Exception {
    try (AgentPool pool = pool("round_robin", 2)) {
      pool.add(agent("new").withMaxConnections(20));
      List<Integer> limits = new ArrayList<>();
      for (int step = 0; step <= 10; step++) {
        limits.add(roomOn(pool, "new"));
        fixture.scheduler.advance(Duration.ofSeconds(3));
      }
      assertEquals(List.of(2, 4, 6, 8, 10, 11, 13, 15, 17, 19, 20), limits);
    }
  }

  private static int roomOn(AgentPool pool, String id) throws NoAgentAvailableException {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      leases.add(pool.acquire(RequestContext.EMPTY));
    }
    int room = status(pool, id).inFlight();
    leases.forEach(Lease::close);
    return room;
  }

  @Test
  void anAgentOfOneConnectionIsNotLockedOut() throws Exception {
    try (AgentPool pool = pool("round_robin", 2)) {
      pool.add(agent("new").withMaxConnections(1));
      assertEquals("new", leaseOn(pool, "new").agent().id());
    }
  }

  @Test
  void withoutSlowStartAnAgentIsBackAtOnce() throws Exception {
    ResilienceConfig without = ResilienceConfig.DEFAULT.withSlowStart(SlowStartConfig.DISABLED);
    try (AgentPool pool = fixture.builder("a", "b", "c").resilience(without).build()) {
      eject(pool, "a");
      fixture.scheduler.advance(Duration.ofSeconds(11));
      end(pool, "a", OK);
      assertEquals(1, status(pool, "a").effectiveWeight());
      assertEquals(0, fixture.scheduler.queuedTasks());
    }
  }

  @Test
  void aSlowStartAndARisingWeightMultiply() {
    try (AgentPool pool = pool("weighted_round_robin", 2)) {
      pool.add(agent(LAST).withWeight(4));
      assertEquals(0.4, status(pool, LAST).effectiveWeight(), 1e-9);
      pool.setWeight(LAST, 8);
      fixture.scheduler.advance(Duration.ofSeconds(5));
      assertEquals(6 * 0.19, status(pool, LAST).effectiveWeight(), 1e-9);
      fixture.scheduler.advance(Duration.ofSeconds(25));
      assertEquals(8, status(pool, LAST).effectiveWeight());
    }
  }

  @Test
  void allAtTheSameStepShareEvenly() throws Exception {
    try (AgentPool pool = pool("round_robin", 1)) {
      pool.add(agent("x"));
      pool.add(agent("y"));
      pool.remove("agent-0");
      List<String> picks = PoolFixture.picks(pool, 100);
      assertEquals(50, picks.stream().filter("x"::equals).count());
    }
  }
}
