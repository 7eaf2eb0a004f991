package ai.openclaw.lb;

import static ai.openclaw.lb.EjectionTest.OK;
import static ai.openclaw.lb.EjectionTest.leaseOn;
import static ai.openclaw.lb.EjectionTest.state;
import static ai.openclaw.lb.PoolFixture.picks;
import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.health.LoadReport;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent's own reports of its load make of it. */
class DegradedTest {
  private final PoolFixture fixture = new PoolFixture();

  private AgentPool pool(String algorithm) {
    return fixture
        .builder("a", "b", "c")
        .algorithm(algorithm)
        .resilience(ResilienceConfig.DEFAULT)
        .build();
  }

  private static LoadReport load(double cpu, double memory) {
    return new LoadReport(OptionalDouble.of(cpu), OptionalDouble.of(memory));
  }

  private static void report(AgentPool pool, LoadReport load) throws NoAgentAvailableException {
    Lease lease = leaseOn(pool, "a");
    lease.reportLoad(load);
    lease.complete(OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"round_robin", "weighted_round_robin"})
  void anAgentUnderHeavyLoadGetsHalfOfItsShare(String algorithm) throws Exception {
    try (AgentPool pool = pool(algorithm)) {
      report(pool, load(85, 40));
      AgentStatus heavy = status(pool, "a");
      assertEquals(AgentState.DEGRADED, heavy.state());
      assertEquals("heavy load: CPU 85%, memory 40%", heavy.reason());
      assertEquals(0.5, heavy.effectiveWeight());
      assertEquals(OptionalDouble.of(85), heavy.cpuPercent());
      assertEquals(OptionalDouble.of(40), heavy.memoryPercent());
      assertEquals(10, Collections.frequency(picks(pool, 50), "a"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "80, 0, DEGRADED",
    "0, 80, DEGRADED",
    "79.9, 79.9, HEALTHY",
    "100, 100, DEGRADED",
  })
  void theLimitsAreExact(double cpu, double memory, AgentState expected) throws Exception {
    try (AgentPool pool = pool("round_robin")) {
      report(pool, load(cpu, memory));
      assertEquals(expected, state(pool, "a"));
    }
  }

  @Test
  void itIsBackOnceItsLoadIsWellBelowTheLimits() throws Exception {
    try (AgentPool pool = pool("round_robin")) {
      report(pool, load(85, 10));
      for (double cpu : new double[] {79, 81, 75, 80, 72.1}) {
        report(pool, load(cpu, 10));
        assertEquals(AgentState.DEGRADED, state(pool, "a"), "CPU " + cpu);
      }
      report(pool, load(71, 75));
      assertEquals(AgentState.DEGRADED, state(pool, "a"), "memory");
      report(pool, load(71, 71));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      assertEquals(1, status(pool, "a").effectiveWeight());
      assertEquals(2, fixture.recorder.events.size(), fixture.recorder.events.toString());
    }
  }

  @Test
  void anEmptyReportSaysNothing() throws Exception {
    try (AgentPool pool = pool("round_robin")) {
      report(pool, load(85, 10));
      report(pool, LoadReport.NONE);
      assertEquals(AgentState.DEGRADED, state(pool, "a"));
      assertEquals(OptionalDouble.of(85), status(pool, "a").cpuPercent());
    }
  }

  @Test
  void aReportOfOneValueDoesNotClearTheOther() throws Exception {
    try (AgentPool pool = pool("round_robin")) {
      report(pool, load(10, 90));
      report(pool, new LoadReport(OptionalDouble.of(12), OptionalDouble.empty()));
      assertEquals(AgentState.DEGRADED, state(pool, "a"));
      assertEquals(OptionalDouble.of(12), status(pool, "a").cpuPercent());
      assertEquals(OptionalDouble.of(90), status(pool, "a").memoryPercent());
    }
  }

  @Test
  void coolingHidesHeavyLoadAndLightReportsEndItMeanwhile() throws Exception {
    try (AgentPool pool = pool("round_robin")) {
      Lease running = leaseOn(pool, "a");
      report(pool, load(85, 10));
      leaseOn(pool, "a").complete(Outcome.status(429, Duration.ofSeconds(10)));
      assertEquals(AgentState.COOLING, state(pool, "a"));
      running.reportLoad(load(10, 10));
      running.complete(OK);
      fixture.scheduler.advance(Duration.ofSeconds(12));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
    }
  }

  @Test
  void aReportFromAnAgentThatWasReplacedDoesNotTouchItsSuccessor() throws Exception {
    try (AgentPool pool = pool("round_robin")) {
      Lease old = leaseOn(pool, "a");
      pool.remove("a");
      pool.add(PoolFixture.agent("a"));
      old.reportLoad(load(99, 99));
      leaseOn(pool, "b").complete(OK);
      fixture.scheduler.advance(Duration.ofSeconds(40));
      assertEquals(AgentState.HEALTHY, state(pool, "a"));
      assertEquals(OptionalDouble.empty(), status(pool, "a").cpuPercent());
    }
  }

  @Test
  void theStateIsSaidOnceHoweverOftenTheLoadIsReported() throws Exception {
    try (AgentPool pool = pool("least_connections")) {
      for (int i = 0; i < 50; i++) {
        Lease lease = pool.acquire(RequestContext.EMPTY);
        lease.reportLoad(load(95, 95));
        lease.complete(OK);
      }
      assertEquals(3, fixture.recorder.events.size(), fixture.recorder.events.toString());
      assertEquals(
          List.of("a", "b", "c"), picks(pool, 300).stream().distinct().sorted().toList());
    }
  }
}
