package ai.openclaw.lb.health;

import static ai.openclaw.lb.health.ScriptedProbe.FAIL;
import static ai.openclaw.lb.health.ScriptedProbe.PASS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a process that was stopped and continued, or starved, makes of its probes. */
class ProberSuspensionTest {
  private static final Duration SUSPENSION = Duration.ofSeconds(60);
  private final ProberFixture fixture = new ProberFixture();
  private final ScriptedProbe probe = fixture.probe;

  @Test
  void aTimeoutThatPassedDuringASuspensionIsNoFailure() {
    fixture.add("a");
    fixture.check(PASS);
    probe.hang();
    fixture.untilStarts(2);
    fixture.scheduler.suspend(SUSPENSION);
    assertEquals(1, fixture.checks.size(), "said nothing");
    assertEquals(3, probe.starts(), "and was made again at once");
    assertTrue(probe.begun.get(1).isCancelled());
    probe.begun.get(2).complete(PASS);
    fixture.scheduler.runDue();
    assertEquals(Verdict.UP, fixture.last().verdict());
    assertEquals(2, fixture.checks.size());
  }

  @Test
  void aSuspensionThatEndsRightAfterTheTimeoutIsSeenToo() {
    fixture.add("a");
    probe.hang();
    fixture.untilStarts(1);
    fixture.scheduler.suspend(ProberFixture.TIMEOUT.plusMillis(20));
    assertEquals(0, fixture.checks.size());
    assertEquals(2, probe.starts());
  }

  @Test
  void aResultThatASuspensionMadeLateSaysNothing() {
    fixture.add("a");
    probe.hang();
    fixture.untilStarts(1);
    fixture.ticker.advance(SUSPENSION);
    probe.begun.get(0).complete(FAIL);
    fixture.scheduler.runDue();
    assertEquals(0, fixture.checks.size());
    assertEquals(2, probe.starts());
  }

  @Test
  void aResultThatASuspensionMadeALittleLateSaysNothingEither() {
    fixture.add("a");
    probe.hang();
    fixture.untilStarts(1);
    fixture.ticker.advance(ProberFixture.TIMEOUT.plusMillis(1));
    probe.begun.get(0).complete(PASS);
    fixture.scheduler.runDue();
    assertEquals(0, fixture.checks.size());
    assertEquals(2, probe.starts());
  }

  @Test
  void aResultThatIsLateByItselfIsAFailure() {
    fixture.add("a");
    probe.hang();
    fixture.untilStarts(1);
    fixture.advance(ProberFixture.TIMEOUT.minusMillis(15));
    fixture.ticker.advance(Duration.ofMillis(20)); // the scheduler is a little late
    probe.begun.get(0).complete(PASS);
    fixture.scheduler.runDue();
    assertEquals("no answer within 3s", fixture.last().result().detail());
  }

  @Test
  void missedTicksAreSkipped() {
    fixture.add(100);
    fixture.advance(ProberFixture.INTERVAL.multipliedBy(2));
    int before = probe.starts();
    fixture.scheduler.suspend(SUSPENSION);
    assertEquals(before + 100, probe.starts(), "one each");
  }

  @Test
  void aSuspensionMarksNobodyDown() {
    fixture.add(500);
    probe.hang();
    fixture.advance(ProberFixture.INTERVAL.dividedBy(2));
    fixture.scheduler.suspend(SUSPENSION);
    probe.answer(PASS);
    probe.begun.forEach(begun -> begun.complete(PASS));
    fixture.advance(Duration.ofMinutes(1));
    assertTrue(fixture.checks.stream().noneMatch(check -> check.verdict() == Verdict.DOWN));
  }

  @Test
  void aStarvedProcessStillFindsItsDeadTargets() {
    fixture.add("a");
    probe.hang();
    fixture.untilStarts(1);
    for (int i = 0; i < 200 && fixture.checks.size() < 3; i++) {
      fixture.scheduler.suspend(ProberFixture.INTERVAL);
    }
    assertEquals(Verdict.DOWN, fixture.last().verdict());
  }
}
