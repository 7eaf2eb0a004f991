package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.DegradedConfig;
import ai.openclaw.lb.config.SlowStartConfig;
import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AgentConditionTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final FakeTicker ticker = FakeTicker.beforeWrap();
  private final AgentCondition condition = condition(SlowStartConfig.DEFAULT);

  private static AgentCondition condition(SlowStartConfig slowStart) {
    return new AgentCondition(1, slowStart, DegradedConfig.DEFAULT);
  }

  private long now() {
    return ticker.getAsLong();
  }

  private void pass(double seconds) {
    ticker.advance(Duration.ofNanos((long) (seconds * SECOND)));
  }

  private void assertStanding(AgentState state, String reason) {
    assertEquals(state, condition.standing(now()).state());
    assertEquals(reason, condition.standing(now()).reason());
  }

  @Test
  void aNewAgentIsHealthyAtItsFullShare() {
    assertStanding(AgentState.HEALTHY, "not checked yet");
    assertEquals(1, condition.share(now()));
    assertEquals(OptionalLong.empty(), condition.nextChangeNanos(now()));
    assertFalse(condition.takeTurned());
  }

  @Test
  void whatWeighsMoreHidesWhatWeighsLessAndDoesNotEndIt() {
    condition.heavyLoad("heavy load: CPU 90%", now());
    assertStanding(AgentState.DEGRADED, "heavy load: CPU 90%");
    condition.cool(100 * SECOND, "status 429", now());
    assertStanding(AgentState.COOLING, "status 429");
    condition.eject("5 failures in a row", 50 * SECOND, now());
    assertStanding(AgentState.EJECTED, "5 failures in a row");
    condition.checked(false, "probe failed 3 times", now());
    assertStanding(AgentState.UNHEALTHY, "probe failed 3 times");
    condition.checked(true, "probe passed 2 times", now());
    assertStanding(AgentState.EJECTED, "5 failures in a row");
    condition.returned("trial passed", now());
    assertStanding(AgentState.COOLING, "status 429");
    pass(100);
    assertStanding(AgentState.DEGRADED, "heavy load: CPU 90%");
    condition.lightLoad();
    assertStanding(AgentState.HEALTHY, "trial passed");
    condition.drain();
    assertStanding(AgentState.DRAINING, "draining was asked for");
  }

  @Test
  void anEjectionEndsInATrialWhenItsTimeHasCome() {
    condition.eject("bad", 10 * SECOND, now());
    pass(9.999);
    assertFalse(condition.onTrial(now()));
    pass(0.001);
    assertTrue(condition.onTrial(now()));
    assertStanding(AgentState.EJECTED, "on trial after bad");
    condition.checked(false, "down", now());
    assertFalse(condition.onTrial(now()));
  }

  @Test
  void onlyAnAgentThatWaitsForItsTrialCanBeTriedEarly() {
    assertFalse(condition.tryNow(now()));
    condition.eject("bad", 10 * SECOND, now());
    assertTrue(condition.tryNow(now()));
    assertTrue(condition.onTrial(now()));
    assertFalse(condition.tryNow(now()));
    condition.eject("bad", 10 * SECOND, now());
    condition.checked(false, "down", now());
    assertFalse(condition.tryNow(now()));
  }

  @Test
  void resultsFromBeforeAnEjectionAndFromBeforeTheReturnCeaseToCountOnce() {
    condition.eject("bad", SECOND, now());
    assertTrue(condition.takeTurned());
    assertFalse(condition.takeTurned());
    pass(2);
    condition.returned("good", now());
    assertTrue(condition.takeTurned());
    assertFalse(condition.takeTurned());
    condition.cool(SECOND, "429", now());
    condition.heavyLoad("heavy", now());
    assertFalse(condition.takeTurned());
  }

  @Test
  void aLongerPauseIsNotShortened() {
    condition.cool(60 * SECOND, "long", now());
    condition.cool(5 * SECOND, "short", now());
    assertEquals(60 * SECOND, condition.coolingNanos(now()));
    pass(59);
    condition.cool(5 * SECOND, "short", now());
    assertEquals(5 * SECOND, condition.coolingNanos(now()));
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void aSlowStartRisesInTenEqualStepsOnAnyClock(FakeTicker clock) {
    AgentCondition own = condition(SlowStartConfig.DEFAULT);
    clock.advance(Duration.ofSeconds(50));
    own.joined(clock.getAsLong());
    for (int step = 0; step < 10; step++) {
      assertEquals(0.1 + 0.09 * step, own.share(clock.getAsLong()), 1e-9);
      assertEquals(OptionalLong.of(3 * SECOND), own.nextChangeNanos(clock.getAsLong()));
      clock.advance(Duration.ofSeconds(3));
    }
    assertEquals(1, own.share(clock.getAsLong()));
    assertEquals(OptionalLong.empty(), own.nextChangeNanos(clock.getAsLong()));
  }

  @Test
  void anySlowStartEndsAtExactlyTheWholeShare() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 2_000; i++) {
      double initial = 1 - random.nextDouble();
      AgentCondition own = condition(new SlowStartConfig(true, Duration.ofSeconds(30), initial));
      own.joined(now());
      assertEquals(1, own.share(now() + 30 * SECOND), "seed 5, initial share " + initial);
    }
  }

  @Test
  void afterAShortOutageTheSlowStartIsShort() {
    condition.checked(false, "down", now());
    pass(5);
    condition.checked(true, "up", now());
    assertEquals(0.1, condition.share(now()), 1e-9);
    pass(5);
    assertEquals(1, condition.share(now()));
    condition.checked(false, "down", now());
    pass(5_000);
    condition.checked(true, "up", now());
    pass(29.9);
    assertTrue(condition.share(now()) < 1);
    pass(0.1);
    assertEquals(1, condition.share(now()));
  }

  @Test
  void aShortOutageInASlowStartDoesNotShortenIt() {
    condition.checked(false, "down", now());
    pass(600);
    condition.checked(true, "up", now());
    pass(6);
    condition.checked(false, "down", now());
    pass(1);
    condition.checked(true, "up", now());
    pass(24.9);
    assertTrue(condition.share(now()) < 1, "share " + condition.share(now()));
    pass(0.1);
    assertEquals(1, condition.share(now()));
  }

  @Test
  void withoutSlowStartTheShareIsWholeAtOnce() {
    AgentCondition own = condition(SlowStartConfig.DISABLED);
    own.joined(now());
    assertEquals(1, own.share(now()));
    own.checked(false, "down", now());
    own.checked(true, "up", now() + SECOND);
    assertEquals(1, own.share(now() + SECOND));
  }

  @Test
  void heavyLoadHalvesTheShareAndNotTheCapacity() {
    condition.heavyLoad("heavy", now());
    assertEquals(0.5, condition.share(now()));
    assertEquals(1, condition.startShare(now()));
  }

  @Test
  void aDrainingAgentHasNothingToWaitFor() {
    condition.joined(now());
    condition.cool(SECOND, "429", now());
    condition.eject("bad", SECOND, now());
    condition.drain();
    assertEquals(OptionalLong.empty(), condition.nextChangeNanos(now()));
    assertFalse(condition.onTrial(now() + 5 * SECOND));
  }
}
