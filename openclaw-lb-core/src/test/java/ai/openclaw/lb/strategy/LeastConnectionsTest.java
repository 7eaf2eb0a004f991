package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeastConnectionsTest {
  private final FakeEnvironment clock = new FakeEnvironment(1);
  private final LeastConnections strategy = new LeastConnections(clock.environment());

  private int pick(List<FakeAgent> agents) {
    return strategy.selector(agents).pick(0, Exclusions.NONE);
  }

  private static void load(List<FakeAgent> agents, int... inFlight) {
    for (int i = 0; i < inFlight.length; i++) {
      agents.get(i).inFlight.set(inFlight[i]);
    }
  }

  @Test
  void takesTheLessLoaded() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    load(agents, 5, 2);
    assertEquals(1, pick(agents));
  }

  @Test
  void dividesByWeight() {
    List<FakeAgent> agents = FakeAgent.of(strategy, 3, 1);
    load(agents, 5, 2);
    assertEquals(0, pick(agents));
  }

  @Test
  void theMaximumIsNeverPickedWhileAnotherIsLess() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 3);
    for (int[] loads : new int[][] {{5, 3, 1}, {5, 1, 3}, {3, 5, 1}, {1, 3, 5}, {3, 1, 5}}) {
      load(agents, loads);
      for (int i = 0; i < 9; i++) {
        assertEquals(1, loads[pick(agents)]);
      }
    }
  }

  @Test
  void picksTheSmallestQuotientOfAnyLoads() {
    long seed = 99;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      double[] weights = random.doubles(1 + random.nextInt(64), 0.01, 10).toArray();
      List<FakeAgent> agents = FakeAgent.of(strategy, weights);
      agents.forEach(agent -> agent.inFlight.set(random.nextInt(50)));
      int allowed = random.nextInt(weights.length);
      int index = strategy.selector(agents).pick(0, i -> i % 3 == 0 && i != allowed);
      for (int i = 0; i < weights.length; i++) {
        if (i % 3 != 0 || i == allowed) {
          double other = (agents.get(i).inFlight() + 1) / weights[i];
          double picked = (agents.get(index).inFlight() + 1) / weights[index];
          assertTrue(picked <= other * (1 + 1e-12), () -> "seed " + seed);
        }
      }
    }
  }

  @Test
  void tiesRotateAmongTheEqualOnesAlone() {
    List<FakeAgent> agents = FakeAgent.of(strategy, 1, 1, 1, 0.1, 1);
    load(agents, 0, 7, 0, 0, 0);
    int[] counts = Picks.count(strategy.selector(agents), 5, 300, Exclusions.NONE);
    assertEquals(List.of(100, 0, 100, 0, 100), Picks.list(counts));
  }

  @Test
  void tiesOfUnequalWeightsAreTies() {
    List<FakeAgent> agents = FakeAgent.of(strategy, 0.5, 1.5, 3.5);
    load(agents, 0, 2, 6);
    int[] counts = Picks.count(strategy.selector(agents), 3, 300, Exclusions.NONE);
    assertEquals(List.of(100, 100, 100), Picks.list(counts));
  }

  @Test
  void tellsTheCountThatItSaw() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 3);
    load(agents, 9, 4, 8);
    long seen = ((LoadSelector) strategy.selector(agents)).pickSeen(0, Exclusions.NONE);
    assertEquals(1, LoadSelector.index(seen));
    assertEquals(4, LoadSelector.inFlight(seen));
  }

  @Test
  void aFailureCountsAsTenInFlightAndIsForgotten() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    agents.get(0).tracker().ended(clock.now(), 5_000_000, AttemptResult.FAILURE);
    load(agents, 0, 9);
    assertEquals(1, pick(agents));
    load(agents, 0, 11);
    assertEquals(0, pick(agents));
    clock.advanceMillis(30_000);
    load(agents, 0, 3);
    assertEquals(1, pick(agents));
    load(agents, 0, 4);
    assertEquals(0, pick(agents));
    clock.advanceMillis(60_000);
    load(agents, 0, 0);
    assertNotEquals(pick(agents), pick(agents));
  }

  @Test
  void aPickThatIsToldTheTimeForgetsByItToo() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    LoadSelector selector = (LoadSelector) strategy.selector(agents);
    assertFalse(selector.timed());
    agents.get(0).tracker().ended(clock.now(), 5_000_000, AttemptResult.FAILURE);
    assertTrue(selector.timed());
    load(agents, 0, 4);
    assertEquals(
        1, LoadSelector.index(selector.pickSeen(0, Exclusions.NONE, clock.now())), "at once");
    long later = clock.now() + Duration.ofSeconds(200).toNanos();
    assertEquals(0, LoadSelector.index(selector.pickSeen(0, Exclusions.NONE, later)), "later");
    assertFalse(selector.timed(), "remembers a penalty that is over");
  }

  @Test
  void refusalsCountLessAndOtherEndsNothing() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    AttemptTracker tracker = agents.get(0).tracker();
    tracker.ended(clock.now(), 0, AttemptResult.SUCCESS);
    tracker.ended(clock.now(), 0, AttemptResult.CANCELLED);
    assertNotEquals(pick(agents), pick(agents));
    tracker.ended(clock.now(), 0, AttemptResult.REFUSED);
    assertEquals(List.of(1, 1), List.of(pick(agents), pick(agents)));
    load(agents, 0, 2);
    assertEquals(0, pick(agents));
  }

  /** It was in flight all along: that it failed draws no calls. */
  @Test
  void aFailureThatTookLongIsNoPenalty() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    agents.get(0).tracker().ended(clock.now(), 2_000_000_000, AttemptResult.FAILURE);
    load(agents, 0, 1);
    assertEquals(0, pick(agents));
    agents.get(0).tracker().ended(clock.now(), 1_999_999_999, AttemptResult.FAILURE);
    assertEquals(1, pick(agents));
  }

  @ParameterizedTest
  @ValueSource(longs = {FakeEnvironment.ONE_MINUTE_BEFORE_WRAP, FakeEnvironment.NEGATIVE, 0})
  void penaltiesDoNotDependOnTheClocksOrigin(long origin) {
    FakeEnvironment other = new FakeEnvironment(1, origin);
    FailurePenalties penalties = new FailurePenalties(10, 1, Duration.ofSeconds(30), other::now);
    FailurePenalties.Tracker tracker = penalties.newTracker();
    tracker.ended(other.now(), 0, AttemptResult.FAILURE);
    tracker.ended(other.now(), 0, AttemptResult.FAILURE);
    assertEquals(20, tracker.at(penalties.now()), 1e-9);
    other.advanceMillis(30_000);
    assertEquals(20 / Math.E, tracker.at(penalties.now()), 1e-9);
    other.advanceMillis(80_000);
    assertTrue(tracker.at(penalties.now()) > 0.5);
    assertTrue(penalties.any());
    other.advanceMillis(1_000);
    assertEquals(0, tracker.at(penalties.now()));
    assertFalse(penalties.any(), "remembers a penalty that is over");
  }

  @Test
  void readsNoClockWhileNothingFailed() {
    AtomicInteger readings = new AtomicInteger();
    StrategyEnvironment counting =
        new StrategyEnvironment(readings::getAndIncrement, clock.environment().random());
    LeastConnections quiet = new LeastConnections(counting);
    Picks.count(quiet.selector(FakeAgent.equal(quiet, 16)), 16, 100, Exclusions.NONE);
    assertEquals(0, readings.get());
  }

  @Test
  void noChargeIsLostBetweenThreads() throws InterruptedException {
    FailurePenalties penalties = new FailurePenalties(10, 1, Duration.ofSeconds(30), clock::now);
    FailurePenalties.Tracker tracker = penalties.newTracker();
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> {
        for (int failure = 0; failure < 1_000; failure++) {
          tracker.ended(clock.now(), 0, AttemptResult.FAILURE);
        }
      });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(40_000, tracker.at(clock.now()), 1e-6);
  }

  @Test
  void beyondAFullScanTheWorseOfTwoIsNotPicked() {
    double[] weights = new double[200];
    Arrays.setAll(weights, i -> 1 + i % 4);
    List<FakeAgent> agents = FakeAgent.of(strategy, weights);
    agents.get(3).inFlight.set(1_000);
    int[] counts = Picks.count(strategy.selector(agents), 200, 10_000, Exclusions.NONE);
    assertEquals(0, counts[3]);
  }

  @Test
  void idlePoolsAreSpreadEvenly() {
    int[] counts =
        Picks.count(strategy.selector(FakeAgent.equal(strategy, 10)), 10, 1_000, Exclusions.NONE);
    assertEquals(1, Picks.unevenness(counts), 0);
    counts = Picks.count(
        strategy.selector(FakeAgent.equal(strategy, 100)), 100, 100_000, Exclusions.NONE);
    assertTrue(Picks.unevenness(counts) <= 1.2, Arrays.toString(counts));
  }
}
