package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptiveTest {
  private final FakeEnvironment clock = new FakeEnvironment(5);
  private final Adaptive strategy = new Adaptive(clock.environment());

  private static Simulation.Service answer(long millis) {
    return new Simulation.Service(millis, millis, AttemptResult.SUCCESS);
  }

  /** Lets an agent answer once, after so many milliseconds. */
  private void answered(FakeAgent agent, long millis) {
    agent.tracker().began(clock.now());
    clock.advanceMillis(millis);
    agent.tracker().firstByte(clock.now(), millis * 1_000_000);
    agent.tracker().ended(clock.now(), millis * 1_000_000, AttemptResult.SUCCESS);
  }

  @Test
  void weighsTimeAgainstLoad() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    answered(agents.get(0), 100);
    answered(agents.get(1), 400);
    Selector selector = strategy.selector(agents);
    agents.get(0).inFlight.set(10); // 100 * (10 + 4) against 400 * (0 + 4)
    assertEquals(0, selector.pick(0, Exclusions.NONE));
    agents.get(0).inFlight.set(14);
    assertEquals(1, selector.pick(0, Exclusions.NONE));
  }

  @Test
  void goesByTheTimeThatItIsTold() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    answered(agents.get(0), 100);
    answered(agents.get(1), 400);
    agents.get(0).tracker().began(clock.now());
    agents.get(0).inFlight.set(1);
    LoadSelector selector = (LoadSelector) strategy.selector(agents);
    assertTrue(selector.timed());
    assertEquals(0, LoadSelector.index(selector.pickSeen(0, Exclusions.NONE, clock.now())));
    long later = clock.now() + 2_000_000_000; // it has been waited for for two seconds then
    assertEquals(1, LoadSelector.index(selector.pickSeen(0, Exclusions.NONE, later)));
  }

  @Test
  void aSingleAnswerDoesNotDecide() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    answered(agents.get(0), 100);
    answered(agents.get(1), 100);
    answered(agents.get(0), 200);
    Selector selector = strategy.selector(agents);
    agents.get(1).inFlight.set(1);
    assertEquals(0, selector.pick(0, Exclusions.NONE));
    answered(agents.get(1), 1);
    agents.get(0).inFlight.set(1);
    agents.get(1).inFlight.set(3);
    assertEquals(0, selector.pick(0, Exclusions.NONE));
  }

  /** Of equal agents the one with the most answers has had the most large ones too. */
  @Test
  void theBusiestOfEqualAgentsIsNotTakenForSlow() {
    SplittableRandom random = new SplittableRandom(7);
    FirstByteEstimate busy = strategy.newTracker();
    FirstByteEstimate quiet = strategy.newTracker();
    for (int i = 0; i < 4_000; i++) {
      clock.advanceMillis(30);
      sampled(busy, random);
      if (i % 20 == 0) {
        sampled(quiet, random);
      }
    }
    double ratio = busy.at(clock.now()) / quiet.at(clock.now());
    assertTrue(ratio > 0.67 && ratio < 1.5, "seed 7: " + ratio);
  }

  /** An answer of lognormal size. */
  private void sampled(FirstByteEstimate estimate, SplittableRandom random) {
    long nanos = (long) (2e8 * Math.exp(random.nextGaussian()));
    estimate.began(clock.now() - nanos);
    estimate.firstByte(clock.now(), nanos);
  }

  @Test
  void aHugeAnswerAmongManyCountsForLittle() {
    FirstByteEstimate estimate = strategy.newTracker();
    for (int i = 0; i < 500; i++) {
      estimate.firstByte(clock.now(), 100_000_000);
      clock.advanceMillis(10);
    }
    estimate.firstByte(clock.now(), 6_400_000_000L);
    assertEquals(109e6, estimate.at(clock.now()), 1e6);
  }

  @Test
  void ofTheAnswersOfAMillisecondTheFirstCounts() {
    FirstByteEstimate estimate = strategy.newTracker();
    estimate.firstByte(clock.now(), 100_000_000);
    clock.advanceMillis(10);
    estimate.firstByte(clock.now(), 100_000_000);
    for (int i = 0; i < 1_000; i++) {
      estimate.firstByte(clock.now(), 6_400_000_000L);
    }
    assertEquals(100e6, estimate.at(clock.now()), 1e6);
    clock.advanceMillis(2);
    estimate.firstByte(clock.now(), 6_400_000_000L);
    assertEquals(109e6, estimate.at(clock.now()), 1e6);
  }

  @Test
  void attemptsThatBeginTogetherAreWaitedForAsOne() {
    FirstByteEstimate estimate = strategy.newTracker();
    long now = clock.now();
    estimate.began(now);
    estimate.began(now + 10_000);
    estimate.firstByte(now + 1_000_000, 1_000_000 - 10_000);
    assertEquals(0, estimate.waiting(now + 1_000_000_000));
    estimate.began(now + 2_000_000);
    assertEquals(998e6, estimate.waiting(now + 1_000_000_000));
    estimate.firstByte(now + 2_000_000_000, 2_000_000_000 - 1_000_000);
    assertEquals(1e9, estimate.waiting(now + 3_000_000_000L), "an older one was answered");
    estimate.firstByte(now + 2_500_000_000L, 2_498_000_000L);
    assertEquals(0, estimate.waiting(now + 3_000_000_000L));
  }

  @Test
  void anAgentThatHasRecoveredIsBelievedAtTheFirstLook() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    answered(agents.get(0), 100);
    answered(agents.get(1), 1_000);
    clock.advanceMillis(300_000);
    answered(agents.get(0), 100);
    answered(agents.get(1), 100);
    Selector selector = strategy.selector(agents);
    agents.get(0).inFlight.set(2);
    assertEquals(1, selector.pick(0, Exclusions.NONE));
  }

  @Test
  void dividesByWeight() {
    List<FakeAgent> agents = FakeAgent.of(strategy, 1, 3);
    answered(agents.get(0), 200);
    answered(agents.get(1), 400);
    assertEquals(1, strategy.selector(agents).pick(0, Exclusions.NONE));
  }

  @Test
  void anUnmeasuredAgentGetsOneAttemptUntilItAnswers() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 3);
    answered(agents.get(0), 100);
    answered(agents.get(1), 100);
    Selector selector = strategy.selector(agents);
    assertEquals(2, selector.pick(0, Exclusions.NONE));
    agents.get(2).inFlight.set(1);
    agents.get(2).tracker().began(clock.now());
    agents.get(0).inFlight.set(50);
    agents.get(1).inFlight.set(50);
    for (int i = 0; i < 10; i++) {
      assertTrue(selector.pick(0, Exclusions.NONE) != 2);
    }
    assertEquals(2, selector.pick(0, index -> index != 2));
    clock.advanceMillis(80);
    agents.get(2).tracker().firstByte(clock.now(), 80_000_000);
    assertEquals(2, selector.pick(0, Exclusions.NONE));
  }

  @Test
  void ofUnmeasuredAgentsTheLessLoadedIsPicked() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 3);
    agents.get(0).inFlight.set(3);
    agents.get(1).inFlight.set(1);
    agents.get(2).inFlight.set(2);
    assertEquals(1, strategy.selector(agents).pick(0, Exclusions.NONE));
  }

  @Test
  void aSilentAgentLosesItsTrafficBeforeAnythingTimesOut() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    answered(agents.get(0), 100);
    answered(agents.get(1), 150);
    Selector selector = strategy.selector(agents);
    agents.get(0).inFlight.set(1);
    agents.get(1).inFlight.set(3);
    agents.get(0).tracker().began(clock.now());
    assertEquals(0, selector.pick(0, Exclusions.NONE));
    clock.advanceMillis(500);
    assertEquals(1, selector.pick(0, Exclusions.NONE));
  }

  @Test
  void aLongStreamIsNotTakenForSilence() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    answered(agents.get(0), 100);
    answered(agents.get(1), 150);
    Selector selector = strategy.selector(agents);
    agents.get(0).tracker().began(clock.now());
    agents.get(0).inFlight.set(1);
    agents.get(1).inFlight.set(1);
    clock.advanceMillis(100);
    agents.get(0).tracker().firstByte(clock.now(), 100_000_000);
    clock.advanceMillis(8_000);
    assertEquals(0, selector.pick(0, Exclusions.NONE));
  }

  @Test
  void aCancelledAttemptSaysNothing() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    answered(agents.get(0), 100);
    answered(agents.get(1), 150);
    Selector selector = strategy.selector(agents);
    agents.get(0).tracker().began(clock.now());
    clock.advanceMillis(5_000);
    agents.get(0).tracker().ended(clock.now(), 5_000_000_000L, AttemptResult.CANCELLED);
    agents.get(0).tracker().began(clock.now());
    agents.get(0).inFlight.set(1);
    agents.get(1).inFlight.set(1);
    assertEquals(0, selector.pick(0, Exclusions.NONE));
  }

  @Test
  void anAgentIsMeasuredEvenIfFirstBytesAreNotReported() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 2);
    for (int i = 0; i < 2; i++) {
      agents.get(i).tracker().began(clock.now());
      clock.advanceMillis(300 - 100 * i);
      agents
          .get(i)
          .tracker()
          .ended(clock.now(), (300 - 100 * i) * 1_000_000L, AttemptResult.SUCCESS);
    }
    assertEquals(1, strategy.selector(agents).pick(0, Exclusions.NONE));
  }

  @ParameterizedTest
  @ValueSource(longs = {FakeEnvironment.ONE_MINUTE_BEFORE_WRAP, FakeEnvironment.NEGATIVE, 0})
  void slowAgentsGetLessAndAreLookedAtAgain(long origin) {
    FakeEnvironment other = new FakeEnvironment(1, origin);
    Adaptive own = new Adaptive(other.environment());
    Simulation slow = new Simulation(
        other, own, 5, (agent, millis) -> answer(agent == 1 && millis < 60_000 ? 1_000 : 100));
    int[] before = slow.run(6_000, 10, 1).attempts.clone();
    assertTrue(before[1] < 6_000 / 5 / 3, Arrays.toString(before));
    int[] after = slow.runOneByOne(10_000).attempts;
    assertTrue(after[1] - before[1] > 1_000, Arrays.toString(after));
  }

  @Test
  void aPoolOfSlowAnswersForgetsSlowly() {
    FirstByteTimes times = new FirstByteTimes();
    assertEquals(1 / 10e9, times.decayPerNano());
    times.add(16_000_000_000L);
    assertEquals(16e9, times.mean());
    assertEquals(1 / 320e9, times.decayPerNano());
    for (int i = 0; i < 300; i++) {
      times.add(50_000_000);
    }
    assertEquals(1 / 10e9, times.decayPerNano());
  }

  @Test
  void idlePoolsAreSpreadEvenly() {
    for (int size : new int[] {2, 3, 10, 64}) {
      Simulation even = new Simulation(clock, strategy, size, (agent, millis) -> answer(200));
      int[] attempts = even.runOneByOne(100 * size).attempts;
      assertTrue(Picks.unevenness(attempts) <= 1.2, Arrays.toString(attempts));
    }
  }

  @Test
  void idlePoolsOfVaryingAnswersAreSpreadEvenly() {
    Simulation varying = new Simulation(
        clock, strategy, 10, (agent, millis) -> answer(50 + KeyHash.mix(millis) % 200 + 200));
    int[] attempts = varying.runOneByOne(5_000).attempts;
    assertTrue(Picks.unevenness(attempts) <= 1.2, Arrays.toString(attempts));
  }
}
