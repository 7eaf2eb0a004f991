package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.DegradedConfig;
import ai.openclaw.lb.config.SlowStartConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for an agent's state whatever happens in whatever order, on hostile clocks. */
class AgentConditionPropertyTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int SEQUENCES = 300;
  private static final int EVENTS = 60;

  /** A random life of one agent, and what is known of it by the events alone. */
  private static final class Life {
    final SplittableRandom random;
    final List<String> history = new ArrayList<>();
    final AgentCondition condition;
    long now;
    boolean drained;
    boolean checksFail;
    boolean ejected;
    boolean early;
    long ejectedUntil;
    long coolUntil;

    Life(long seed, long origin) {
      this.random = new SplittableRandom(seed);
      this.now = origin - random.nextLong(60 * SECOND);
      SlowStartConfig slowStart = new SlowStartConfig(
          random.nextInt(4) > 0, Duration.ofMillis(random.nextInt(100, 60_000)), share(random));
      this.condition = new AgentCondition(
          random.nextInt(4), slowStart, new DegradedConfig(80, 80, share(random)));
      this.coolUntil = now;
    }

    private static double share(SplittableRandom random) {
      return 1 - random.nextDouble();
    }

    void next() {
      switch (random.nextInt(13)) {
        case 0 -> check(true);
        case 1 -> check(false);
        case 2 -> eject();
        case 3 -> tryNow();
        case 4 -> endTrial();
        case 5 -> cool();
        case 6 -> condition.heavyLoad("heavy", now);
        case 7 -> condition.lightLoad();
        case 8 -> setWeight();
        case 9 -> drain();
        default -> pass();
      }
    }

    private void check(boolean passed) {
      note("check " + passed);
      condition.checked(passed, "check " + passed, now);
      checksFail = !passed;
    }

    private void eject() {
      long nanos = random.nextLong(1, 300 * SECOND);
      note("eject for " + nanos);
      condition.eject("bad", nanos, now);
      ejected = true;
      early = false;
      ejectedUntil = now + nanos;
    }

    private void tryNow() {
      boolean waited = condition.tryNow(now);
      note("try now: " + waited);
      early |= waited;
    }

    /** As the pool does: an agent returns by its trial only. */
    private void endTrial() {
      if (condition.onTrial(now)) {
        note("trial passed");
        condition.returned("trial passed", now);
        ejected = false;
      }
    }

    private void cool() {
      long nanos = random.nextLong(0, 300 * SECOND);
      note("cool for " + nanos);
      condition.cool(nanos, "429", now);
      if (now + nanos - coolUntil > 0) {
        coolUntil = now + nanos;
      }
    }

    private void setWeight() {
      condition.weight(random.nextInt(20), Duration.ofSeconds(random.nextInt(30)), now);
    }

    private void drain() {
      if (random.nextInt(10) == 0) {
        note("drain");
        condition.drain();
        drained = true;
      }
    }

    private void pass() {
      long nanos = random.nextInt(3) == 0
          ? condition.nextChangeNanos(now).orElse(1)
          : random.nextLong(120 * SECOND);
      note("pass " + nanos);
      now += nanos;
    }

    private void note(String event) {
      history.add(event + " at " + now);
    }

    AgentState expected() {
      if (drained) {
        return AgentState.DRAINING;
      }
      if (checksFail) {
        return AgentState.UNHEALTHY;
      }
      if (ejected) {
        return AgentState.EJECTED;
      }
      AgentState state = condition.standing(now).state();
      if (coolUntil - now > 0) {
        return AgentState.COOLING;
      }
      assertNotEquals(AgentState.COOLING, state, toString());
      return state == AgentState.DEGRADED ? state : AgentState.HEALTHY;
    }

    @Override
    public String toString() {
      return String.join("; ", history);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, 0, -5, 1L << 40})
  void theStateFollowsFromTheEventsAloneOnAnyClock(long origin) {
    for (long seed = 0; seed < SEQUENCES; seed++) {
      Life life = new Life(seed, origin);
      for (int event = 0; event < EVENTS; event++) {
        life.next();
        assertLegal(life, "seed " + seed + ", origin " + origin + ": " + life);
      }
      assertSettles(life, "seed " + seed + ", origin " + origin + ": " + life);
    }
  }

  private static void assertLegal(Life life, String what) {
    AgentCondition condition = life.condition;
    assertEquals(life.expected(), condition.standing(life.now).state(), what);
    boolean due = life.early || life.now - life.ejectedUntil >= 0;
    boolean onTrial = life.ejected && due && !life.checksFail && !life.drained;
    assertEquals(onTrial, condition.onTrial(life.now), what);
    assertEquals(
        !life.drained && (life.checksFail || life.ejected),
        condition.isOut() && !life.drained,
        what);
    for (double share : new double[] {condition.share(life.now), condition.startShare(life.now)}) {
      assertTrue(share > 0 && share <= 1, share + " after " + what);
    }
    double weight = condition.weight(life.now);
    assertTrue(weight >= 0 && weight <= 20, weight + " after " + what);
    OptionalLong next = condition.nextChangeNanos(life.now);
    assertTrue(next.isEmpty() || next.getAsLong() > 0, next + " after " + what);
  }

  /** From change to change, time comes to a state that no time changes, and skips no change. */
  private static void assertSettles(Life life, String what) {
    AgentCondition condition = life.condition;
    int looks = 0;
    OptionalLong next = condition.nextChangeNanos(life.now);
    if (life.drained) {
      assertTrue(next.isEmpty(), what);
      return;
    }
    while (next.isPresent()) {
      List<Object> before = view(condition, life.now);
      assertEquals(before, view(condition, life.now + next.getAsLong() - 1), what);
      life.now += next.getAsLong();
      next = condition.nextChangeNanos(life.now);
      assertTrue(++looks < 100, what);
    }
    List<Object> settled = view(condition, life.now);
    assertEquals(settled, view(condition, life.now + Duration.ofDays(10_000).toNanos()), what);
  }

  private static List<Object> view(AgentCondition condition, long now) {
    return List.of(
        condition.standing(now).state(),
        condition.standing(now).reason(),
        condition.onTrial(now),
        condition.share(now),
        condition.weight(now));
  }
}
