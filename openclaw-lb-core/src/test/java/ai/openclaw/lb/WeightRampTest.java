package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.picks;
import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WeightRampTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final PoolFixture fixture = new PoolFixture();

  @Test
  void theExamplesOfTheClassCommentHold() {
    assertEquals(List.of(1.9, 2.8, 3.7, 4.6, 5.5, 6.4, 7.3, 8.2, 9.1, 10.0), weights(1, 10));
    assertEquals(List.of(0.2, 0.4, 0.8, 1.6, 3.2, 6.04, 7.03, 8.02, 9.01, 10.0), weights(0.1, 10));
    assertEquals(1.0, weights(0, 10).get(0));
  }

  @ParameterizedTest
  @CsvSource({"1, 0.5, 10", "1, 2, 20", "4, 2, 10", "1, 1e-300, 0"})
  void aWeightGivenAtRunTimeCountsUnderRoundRobinToo(double configured, double weight, int turns)
      throws Exception {
    try (AgentPool pool = fixture
        .builder("a")
        .agent(PoolFixture.agent("b").withWeight(configured))
        .build()) {
      assertEquals(15, Collections.frequency(picks(pool, 30), "b"));
      pool.setWeight("b", weight, Duration.ZERO);
      assertEquals(turns, Collections.frequency(picks(pool, 30), "b"));
      pool.setWeight("b", configured, Duration.ZERO);
      assertEquals(15, Collections.frequency(picks(pool, 30), "b"));
    }
  }

  private static List<Double> weights(double from, double to) {
    WeightRamp ramp = new WeightRamp(from, to);
    List<Double> weights = new ArrayList<>();
    for (int step = 1; step <= ramp.steps(); step++) {
      weights.add(Math.round(ramp.weight(step) * 1e9) / 1e9);
    }
    return weights;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 10",
    "1, 1.0000000000000002",
    "0.1, 10",
    "0.001, 8.192",
    "1, 1024",
    "1e-9, 1e9",
    "1e-300, 1e300",
    "4.9e-324, 1.7976931348623157e308",
    "1e307, 1.7976931348623157e308",
    "0, 1.7976931348623157e308",
    "0, 1e-300"
  })
  void everyStepRisesAndAtMostDoublesUpToTheTarget(double from, double to) {
    WeightRamp ramp = new WeightRamp(from, to);
    assertTrue(ramp.steps() >= 10 && ramp.steps() <= 2200, "steps: " + ramp.steps());
    double before = from == 0 ? to : from;
    for (int step = 1; step <= ramp.steps(); step++) {
      double weight = ramp.weight(step);
      assertTrue(
          weight <= before * 2 * (1 + 1e-12), "step " + step + ": " + before + " -> " + weight);
      assertTrue(weight >= before || from == 0, "step " + step + ": " + before + " -> " + weight);
      assertTrue(Double.isFinite(weight), "step " + step + ": " + weight);
      before = weight;
    }
    assertEquals(to, ramp.weight(ramp.steps()));
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void aWeightRisesInTenSecondsOnAnyClock(FakeTicker ticker) {
    PoolFixture hostile = new PoolFixture(ticker);
    try (AgentPool pool = hostile.pool("a", "b")) {
      hostile.scheduler.advance(Duration.ofSeconds(55));
      pool.setWeight("b", 10);
      assertWeights(pool, 10, 1);
      for (int second = 1; second <= 10; second++) {
        hostile.scheduler.advance(SECOND);
        assertWeights(pool, 10, 1 + 0.9 * second);
      }
      assertEquals(0, hostile.scheduler.queuedTasks());
      assertEquals(List.of("agents b 1.0->10.0"), hostile.recorder.events);
    }
  }

  @Test
  void aWeightFallsAtOnceAndEndsItsRise() {
    try (AgentPool pool = fixture.pool("a", "b")) {
      pool.setWeight("b", 10);
      fixture.scheduler.advance(SECOND.multipliedBy(3));
      assertWeights(pool, 10, 3.7);
      pool.setWeight("b", 2);
      assertWeights(pool, 2, 2);
      assertEquals(0, fixture.scheduler.queuedTasks());
      fixture.scheduler.advance(SECOND.multipliedBy(20));
      assertWeights(pool, 2, 2);
    }
  }

  @Test
  void aNewRiseStartsWhereTheOldOneWas() {
    try (AgentPool pool = fixture.pool("a", "b")) {
      pool.setWeight("b", 11);
      fixture.scheduler.advance(SECOND.multipliedBy(2));
      assertWeights(pool, 11, 3);
      pool.setWeight("b", 5, Duration.ofSeconds(20));
      assertWeights(pool, 5, 3);
      assertEquals(1, fixture.scheduler.queuedTasks());
      fixture.scheduler.advance(SECOND);
      assertWeights(pool, 5, 3);
      fixture.scheduler.advance(SECOND);
      assertWeights(pool, 5, 3.2);
      fixture.scheduler.advance(SECOND.multipliedBy(18));
      assertWeights(pool, 5, 5);
    }
  }

  @Test
  void anAgentOfWeightZeroComesBackWithATenth() throws Exception {
    try (AgentPool pool = fixture.pool("a", "b")) {
      pool.setWeight("b", 0);
      pool.setWeight("b", 10);
      assertEquals(List.of("a", "a"), picks(pool, 2));
      fixture.scheduler.advance(SECOND);
      assertWeights(pool, 10, 1);
      assertTrue(picks(pool, 2).contains("b"));
    }
  }

  @Test
  void noTimeMeansAtOnce() {
    try (AgentPool pool = fixture.pool("a", "b")) {
      pool.setWeight("b", 100, Duration.ZERO);
      assertWeights(pool, 100, 100);
      assertEquals(0, fixture.scheduler.queuedTasks());
    }
  }

  @Test
  void timesBeyondTheClockAreRefusedAndChangeNothing() {
    try (AgentPool pool = fixture.pool("a", "b")) {
      PoolStatus before = pool.status();
      assertThrows(
          IllegalArgumentException.class,
          () -> pool.setWeight("b", 10, Duration.ofSeconds(Long.MAX_VALUE)));
      assertEquals(before, pool.status());
    }
  }

  @Test
  void drainingRemovingAndClosingEndARise() {
    AgentPool pool = fixture.pool("a", "b", "c");
    pool.setWeight("a", 10);
    pool.setWeight("b", 10);
    pool.setWeight("c", 10);
    pool.drain("a");
    pool.remove("b");
    assertEquals(1, fixture.scheduler.queuedTasks());
    pool.close();
    assertEquals(0, fixture.scheduler.queuedTasks());
    fixture.scheduler.advance(SECOND.multipliedBy(20));
    assertEquals(1, status(pool, "a").effectiveWeight());
    assertEquals(1, status(pool, "c").effectiveWeight());
  }

  private static void assertWeights(AgentPool pool, double asked, double effective) {
    assertEquals(asked, status(pool, "b").weight());
    assertEquals(effective, status(pool, "b").effectiveWeight(), 1e-9);
  }
}
