package ai.openclaw.lb;

import static ai.openclaw.lb.EjectionTest.LOST;
import static ai.openclaw.lb.EjectionTest.OK;
import static ai.openclaw.lb.EjectionTest.REFUSED_CONNECT;
import static ai.openclaw.lb.EjectionTest.ids;
import static ai.openclaw.lb.EjectionTest.state;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.VirtualTraffic.Answer;
import ai.openclaw.lb.config.OutlierDetectionConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Outages under steady traffic through the whole pool, in virtual time. */
class OutageTest {
  private static final Answer SERVED = new Answer(Duration.ofMillis(20), OK);
  private static final Answer CONNECT_REFUSED = new Answer(Duration.ofMillis(1), REFUSED_CONNECT);
  private static final String DEAD = "agent-1";

  private final PoolFixture fixture = new PoolFixture();

  private AgentPool pool(String algorithm, int agents) {
    return fixture
        .builder(ids(agents))
        .algorithm(algorithm)
        .resilience(ResilienceConfig.DEFAULT)
        .build();
  }

  private static boolean between(Duration time, int from, int to) {
    return time.toMillis() >= from * 1_000L && time.toMillis() < to * 1_000L;
  }

  private static long begun(VirtualTraffic traffic, double from, double to) {
    return traffic.begun.getOrDefault(DEAD, List.of()).stream()
        .filter(time -> time.toMillis() >= from * 1_000 && time.toMillis() < to * 1_000)
        .count();
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.PoolFixture#algorithms")
  void anAgentThatDiesForTenSecondsCostsNoCall(String algorithm) {
    try (AgentPool pool = pool(algorithm, 3)) {
      VirtualTraffic traffic = new VirtualTraffic(
          pool,
          fixture,
          (id, time) -> id.equals(DEAD) && between(time, 10, 20) ? CONNECT_REFUSED : SERVED);
      traffic.run(200, Duration.ofSeconds(30));
      assertEquals(List.of(), traffic.failedCalls);
      long tried = begun(traffic, 10, 20);
      assertTrue(tried >= 1 && tried <= 5, "tried " + tried + " times while it was dead");
      assertEquals(AgentState.HEALTHY, state(pool, DEAD));
      Duration slowest = traffic.took.stream().max(Duration::compareTo).orElseThrow();
      assertTrue(slowest.compareTo(Duration.ofMillis(50)) < 0, slowest.toString());
    }
  }

  @Test
  void theRecoveredAgentRampsUp() {
    try (AgentPool pool = pool("round_robin", 3)) {
      VirtualTraffic traffic = new VirtualTraffic(
          pool,
          fixture,
          (id, time) -> id.equals(DEAD) && between(time, 0, 10) ? CONNECT_REFUSED : SERVED);
      traffic.run(200, Duration.ofSeconds(60));
      List<Duration> begun = traffic.begun.get(DEAD);
      double back = begun.stream()
              .filter(time -> time.toMillis() >= 10_000)
              .findFirst()
              .orElseThrow()
              .toMillis()
          / 1_000.0;
      double fair = 200.0 / 3;
      assertTrue(begun(traffic, back, back + 3) <= 0.4 * 3 * fair, "first 3 s: " + begun);
      assertEquals(5 * fair, begun(traffic, 50, 55), 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 8})
  void aDeadAgentIsTriedAtMostFiveTimesAMinute(int agents) {
    try (AgentPool pool = pool("round_robin", agents)) {
      VirtualTraffic traffic = new VirtualTraffic(
          pool, fixture, (id, time) -> id.equals(DEAD) ? CONNECT_REFUSED : SERVED);
      traffic.run(50, Duration.ofMinutes(5));
      assertEquals(List.of(), traffic.failedCalls);
      assertTrue(begun(traffic, 1, 61) <= 5, "first minute: " + begun(traffic, 1, 61));
      assertTrue(begun(traffic, 61, 301) <= 5, "then: " + begun(traffic, 61, 301));
    }
  }

  /** All die at once and come back: no call may be lost once they are, and all take part again. */
  @Test
  void anOutageOfAllEndsWithTheFirstCallAfterIt() {
    try (AgentPool pool = pool("round_robin", 4)) {
      VirtualTraffic traffic = new VirtualTraffic(
          pool, fixture, (id, time) -> between(time, 10, 15) ? CONNECT_REFUSED : SERVED);
      traffic.run(100, Duration.ofSeconds(60));
      assertTrue(
          traffic.failedCalls.stream().allMatch(call -> call.matches("at PT1[0-4](\\.\\d+)?S: .*")),
          traffic.failedCalls.toString());
      traffic.forget();
      traffic.run(100, Duration.ofSeconds(4));
      assertEquals(4, traffic.attempts.size(), traffic.attempts.toString());
      traffic.attempts.forEach((id, attempts) -> assertEquals(100, attempts, 1, id));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"least_connections", "power_of_two_choices", "adaptive"})
  void aFastFailingAgentIsNoBlackHoleEvenWithoutOutlierDetection(String algorithm) {
    ResilienceConfig without =
        ResilienceConfig.DEFAULT.withOutlierDetection(OutlierDetectionConfig.DISABLED);
    try (AgentPool pool =
        fixture.builder(ids(5)).algorithm(algorithm).resilience(without).build()) {
      Answer broken = new Answer(Duration.ofMillis(5), LOST);
      Answer slow = new Answer(Duration.ofMillis(200), OK);
      VirtualTraffic traffic =
          new VirtualTraffic(pool, fixture, (id, time) -> id.equals(DEAD) ? broken : slow);
      traffic.run(100, Duration.ofSeconds(60));
      double share = (double) traffic.attempts(DEAD) / traffic.total();
      assertTrue(share <= 0.05, "share " + share + " of " + traffic.attempts);
      assertEquals(List.of(), traffic.failedCalls);
      assertEquals(AgentState.HEALTHY, state(pool, DEAD));
    }
  }

  /** Up for a second, down for a second: neither flooded nor forgotten, and no call lost. */
  @Test
  void aFlappingAgentCostsNoCallAndLittleTraffic() {
    try (AgentPool pool = pool("round_robin", 3)) {
      VirtualTraffic traffic = new VirtualTraffic(
          pool,
          fixture,
          (id, time) -> id.equals(DEAD) && time.toSeconds() % 2 == 0 ? CONNECT_REFUSED : SERVED);
      traffic.run(100, Duration.ofMinutes(10));
      assertEquals(List.of(), traffic.failedCalls);
      double share = (double) traffic.attempts(DEAD) / traffic.total();
      assertTrue(share < 0.05, "share " + share);
      assertTrue(traffic.attempts(DEAD) >= 5, "attempts " + traffic.attempts(DEAD));
      int events = fixture.recorder.events.size();
      assertTrue(events <= 2 * 60, "events: " + events);
    }
  }
}
