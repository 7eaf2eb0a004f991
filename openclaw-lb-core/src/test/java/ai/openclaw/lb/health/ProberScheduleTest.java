package ai.openclaw.lb.health;

import static ai.openclaw.lb.health.ScriptedProbe.FAIL;
import static ai.openclaw.lb.health.ScriptedProbe.PASS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ProberScheduleTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long INTERVAL = ProberFixture.INTERVAL.toNanos();
  private final ProberFixture fixture = new ProberFixture();
  private final ScriptedProbe probe = fixture.probe;

  @Test
  void firstProbesOfAThousandTargetsSpreadOverOneInterval() {
    long origin = fixture.ticker.getAsLong();
    fixture.add(1000);
    fixture.advance(ProberFixture.INTERVAL);
    int[] perSecond = new int[10];
    for (int i = 0; i < 1000; i++) {
      long first = probe.starts("agent-" + i).get(0) - origin;
      assertTrue(first >= 0 && first < INTERVAL, () -> "first probe at " + first);
      perSecond[(int) (first / SECOND.toNanos())]++;
    }
    for (int count : perSecond) {
      // 100 expected with a standard deviation of 9.5: six of them either way
      assertTrue(count > 43 && count < 157, () -> count + ", seed " + ProberFixture.SEED);
    }
  }

  @Test
  void laterProbesComeAnIntervalAfterTheEndOfTheOneBeforeGiveOrTakeTenPercent() {
    long answerNanos = SECOND.multipliedBy(2).toNanos();
    probe.answer(target -> answerAfter(SECOND.multipliedBy(2)));
    fixture.add(20);
    fixture.advance(Duration.ofHours(1));
    Set<Long> gaps = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      List<Long> starts = probe.starts("agent-" + i);
      for (int n = 1; n < starts.size(); n++) {
        long gap = starts.get(n) - starts.get(n - 1) - answerNanos;
        assertTrue(gap >= INTERVAL * 0.9 && gap <= INTERVAL * 1.1, () -> "gap " + gap);
        gaps.add(gap);
      }
    }
    assertTrue(gaps.size() > 5000, () -> gaps.size() + " different gaps");
    long widest = gaps.stream().mapToLong(gap -> Math.abs(gap - INTERVAL)).max().orElseThrow();
    assertTrue(widest > INTERVAL * 0.099, () -> "jitter reaches only " + widest);
  }

  private CompletableFuture<ProbeResult> answerAfter(Duration delay) {
    CompletableFuture<ProbeResult> answer = new CompletableFuture<>();
    fixture.scheduler.schedule(
        () -> answer.complete(PASS), delay.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
    return answer;
  }

  @Test
  void probesComeFasterOnlyWhileTheVerdictIsInDoubt() {
    fixture.add("a");
    fixture.check(PASS);
    for (int i = 0; i < 5; i++) {
      fixture.check(FAIL);
    }
    fixture.check(PASS);
    fixture.check(PASS);
    fixture.check(PASS);
    List<Long> starts = probe.starts("a");
    // gaps after: pass, fail 1 and 2 (doubt), fail 3-5 (down), pass 1 (doubt), pass 2
    double[] seconds = {10, 2.5, 2.5, 10, 10, 10, 2.5, 10};
    for (int i = 0; i < seconds.length; i++) {
      double gap = (starts.get(i + 1) - starts.get(i)) / 1e9;
      assertEquals(seconds[i], gap, seconds[i] * 0.101, "gap " + i);
    }
  }

  @Test
  void aDeadTargetIsOutAfterOneIntervalAndTheThresholdAtTheFasterPace() {
    fixture.add(100);
    fixture.advance(ProberFixture.INTERVAL.multipliedBy(3));
    probe.answer(FAIL);
    long died = fixture.ticker.getAsLong();
    Set<String> out = new HashSet<>();
    fixture.listener = check -> {
      if (check.verdict() == Verdict.DOWN) {
        out.add(check.target().agentId());
      }
    };
    fixture.advance(Duration.ofNanos((long) (1.1 * (INTERVAL + 2 * INTERVAL / 4))));
    assertEquals(100, out.size(), () -> "after " + (fixture.ticker.getAsLong() - died));
  }

  @Test
  void theFasterPaceIsASecondAtLeastAndNeverSlowerThanTheInterval() {
    assertEquals(Duration.ofMillis(7500), doubtInterval(Duration.ofSeconds(30)));
    assertEquals(Duration.ofSeconds(1), doubtInterval(Duration.ofSeconds(4)));
    assertEquals(Duration.ofSeconds(1), doubtInterval(Duration.ofSeconds(2)));
    assertEquals(Duration.ofMillis(200), doubtInterval(Duration.ofMillis(200)));
  }

  private static Duration doubtInterval(Duration interval) {
    return new ProbeSchedule(interval, Duration.ofMillis(100), 1, 1).doubtInterval();
  }

  @Test
  void anUnschedulableScheduleIsRefusedWithItsKey() {
    IllegalArgumentException refused = assertThrows(
        IllegalArgumentException.class,
        () -> new ProbeSchedule(Duration.ZERO, ProberFixture.TIMEOUT, 1, 1));
    assertEquals("interval: PT0S (expected: 1ms to 24h)", refused.getMessage());
    refused = assertThrows(
        IllegalArgumentException.class,
        () -> new ProbeSchedule(ProberFixture.INTERVAL, ProberFixture.TIMEOUT, 0, 1));
    assertEquals("healthy_threshold: 0 (expected: >= 1)", refused.getMessage());
  }

  @Test
  void atMost32RunAtOnceAndTheOthersWaitInOrder() {
    probe.hang();
    fixture.add(100);
    fixture.advance(ProberFixture.TIMEOUT.minusMillis(1));
    int running = (int) probe.begun.stream().filter(f -> !f.isDone()).count();
    assertTrue(running <= Prober.MAX_RUNNING, () -> running + " run");
    fixture.untilStarts(100);
    int most = 0;
    for (int i = 0; i < 200; i++) {
      fixture.advance(Duration.ofMillis(100));
      most = Math.max(most, (int) probe.begun.stream().filter(f -> !f.isDone()).count());
    }
    assertEquals(Prober.MAX_RUNNING, most);
  }

  @Test
  void aFreedSlotGoesToTheOneThatWaitedLongest() {
    ProbeSlots slots = new ProbeSlots(1);
    StringBuilder begun = new StringBuilder();
    for (String name : List.of("a", "b", "gone", "c", "d")) {
      slots.take(() -> {
        begun.append(name).append(' ');
        return !name.equals("gone");
      });
    }
    assertEquals("a ", begun.toString());
    slots.release();
    slots.release();
    assertEquals("a b gone c ", begun.toString());
    slots.clear();
    slots.release();
    assertEquals("a b gone c ", begun.toString());
  }

  @Test
  void slowTargetsDoNotDelayTheOthers() {
    probe.answer(target ->
        target.agentId().startsWith("slow") ? new CompletableFuture<>() : ScriptedProbe.done(PASS));
    for (int i = 0; i < 20; i++) {
      fixture.add("slow-" + i);
    }
    fixture.add("a");
    fixture.advance(Duration.ofMinutes(10));
    List<Long> starts = probe.starts("a");
    for (int n = 1; n < starts.size(); n++) {
      long gap = starts.get(n) - starts.get(n - 1);
      assertTrue(gap <= INTERVAL * 1.1, () -> "gap " + gap);
    }
    assertTrue(starts.size() >= 54, () -> starts.size() + " probes");
  }

  @Test
  void probesOfOneTargetNeverOverlap() {
    Duration interval = Duration.ofMillis(1100);
    ProberFixture f = new ProberFixture(
        FakeTicker.beforeWrap(), new ProbeSchedule(interval, SECOND.multipliedBy(30), 1, 1));
    f.probe.hang();
    f.add("a");
    f.advance(SECOND.multipliedBy(20));
    assertEquals(1, f.probe.starts());
    f.probe.begun.get(0).complete(PASS);
    f.advance(SECOND.multipliedBy(2));
    assertEquals(2, f.probe.starts());
  }
}
