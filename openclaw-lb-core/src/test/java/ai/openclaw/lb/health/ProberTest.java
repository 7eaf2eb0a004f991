package ai.openclaw.lb.health;

import static ai.openclaw.lb.health.ScriptedProbe.FAIL;
import static ai.openclaw.lb.health.ScriptedProbe.PASS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.testing.FakeTicker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProberTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private final ProberFixture fixture = new ProberFixture();
  private final ScriptedProbe probe = fixture.probe;

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void aDeadTargetGoesOutAndComesBackByItsThresholds(FakeTicker ticker) {
    ProberFixture f = new ProberFixture(ticker, ProberFixture.SCHEDULE);
    f.add("a");
    assertEquals(Verdict.UP, f.check(PASS));
    assertTrue(f.last().changed());
    assertEquals(Verdict.UP, f.check(FAIL));
    assertEquals(Verdict.UP, f.check(FAIL));
    assertEquals(Verdict.DOWN, f.check(FAIL));
    assertTrue(f.last().changed());
    assertEquals("probe failed 3 times: connect refused", f.last().reason());
    assertEquals(Verdict.DOWN, f.check(FAIL));
    assertFalse(f.last().changed());
    assertEquals(Verdict.DOWN, f.check(PASS));
    assertEquals(Verdict.UP, f.check(PASS));
    assertEquals("probe passed 2 times: status 200", f.last().reason());
  }

  @Test
  void aTargetThatNeverAnsweredIsUnknownUntilItIsDown() {
    fixture.add("a");
    assertEquals(Verdict.UNKNOWN, fixture.check(FAIL));
    assertEquals("probe failed: connect refused", fixture.last().reason());
    assertEquals(Verdict.UNKNOWN, fixture.check(FAIL));
    assertEquals(Verdict.DOWN, fixture.check(FAIL));
  }

  @Test
  void aProbeWithoutAnAnswerFailsAtItsTimeoutOnce() {
    fixture.add("a");
    probe.hang();
    fixture.untilStarts(1);
    fixture.advance(ProberFixture.TIMEOUT.minusMillis(20));
    assertEquals(0, fixture.checks.size());
    fixture.advance(Duration.ofMillis(20));
    assertEquals(1, fixture.checks.size());
    assertEquals("no answer within 3s", fixture.last().result().detail());
    assertEquals(ProberFixture.TIMEOUT, fixture.last().latency());
    assertTrue(probe.begun.get(0).isCancelled());
  }

  @Test
  void aLateAnswerIsIgnored() {
    CompletableFuture<ProbeResult> stubborn = new CompletableFuture<>() {
      @Override
      public boolean cancel(boolean mayInterrupt) {
        return false;
      }
    };
    probe.answer(target -> stubborn);
    fixture.add("a");
    fixture.untilChecks(1);
    stubborn.complete(PASS);
    fixture.scheduler.runDue();
    assertEquals(1, fixture.checks.size());
    assertFalse(fixture.last().result().passed());
  }

  @Test
  void anAnswerJustInTimeCountsThoughTheTimeoutComesFirstInTheQueue() {
    probe.hang();
    fixture.add("a");
    fixture.untilStarts(1);
    long startedAgo = fixture.ticker.getAsLong() - probe.starts("a").get(0);
    fixture.ticker.advance(ProberFixture.TIMEOUT.minusNanos(startedAgo).minusNanos(1));
    probe.begun.get(0).complete(PASS);
    fixture.advance(Duration.ofMillis(1));
    assertTrue(fixture.last().result().passed());
    assertEquals(ProberFixture.TIMEOUT.minusNanos(1), fixture.last().latency());
  }

  @Test
  void latencyIsFromBeginToResult() {
    probe.hang();
    fixture.add("a");
    fixture.untilStarts(1);
    long startedAgo = fixture.ticker.getAsLong() - probe.starts("a").get(0);
    fixture.advance(Duration.ofMillis(700));
    probe.begun.get(0).complete(PASS);
    fixture.scheduler.runDue();
    assertEquals(Duration.ofMillis(700).plusNanos(startedAgo), fixture.last().latency());
  }

  @Test
  void userProbesThatMisbehaveFailTheirTargetAlone() {
    probe.answer(target -> switch (target.agentId()) {
      case "throws" -> throw new IllegalStateException("no such thing");
      case "error" -> throw new StackOverflowError();
      case "null" -> null;
      case "nothing" -> CompletableFuture.completedFuture(null);
      case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("later"));
      case "hangs" -> new CompletableFuture<>();
      case "bare" -> bareStage();
      default -> ScriptedProbe.done(PASS);
    });
    fixture.add("throws", "error", "null", "nothing", "fails", "hangs", "bare", "good");
    fixture.advance(MINUTE);
    for (String id : List.of("throws", "error", "null", "nothing", "fails", "hangs", "bare")) {
      assertEquals(Verdict.DOWN, lastOf(id).verdict(), id);
    }
    assertEquals(Verdict.UP, lastOf("good").verdict());
    assertEquals(
        "probe threw java.lang.IllegalStateException: no such thing",
        lastOf("throws").result().detail());
    assertEquals(
        "probe threw java.lang.IllegalStateException: later",
        lastOf("fails").result().detail());
    assertEquals("probe gave no result", lastOf("nothing").result().detail());
  }

  private static CompletionStage<ProbeResult> bareStage() {
    return new CompletableFuture<ProbeResult>().minimalCompletionStage();
  }

  private ProbeCheck lastOf(String id) {
    return fixture.checks.stream()
        .filter(check -> check.target().agentId().equals(id))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  void aListenerThatThrowsBreaksNothing() {
    fixture.listener = check -> {
      fixture.checks.add(check);
      throw new IllegalStateException("listener");
    };
    fixture.add("a");
    fixture.advance(MINUTE);
    assertTrue(fixture.checks.size() >= 5, () -> fixture.checks.size() + " checks");
  }

  @Test
  void aRemovedTargetIsNotHeardOfAgainThoughItsProbeRuns() {
    probe.hang();
    fixture.add("a");
    fixture.untilStarts(1);
    fixture.prober.remove("a");
    fixture.scheduler.runDue();
    assertTrue(probe.begun.get(0).isCancelled());
    fixture.advance(MINUTE);
    assertEquals(List.of(), fixture.checks);
    assertEquals(1, probe.starts());
    assertEquals(0, fixture.scheduler.queuedTasks());
  }

  @Test
  void anAnswerOnItsWayFromARemovedTargetIsIgnored() {
    probe.hang();
    fixture.add("a");
    fixture.untilStarts(1);
    fixture.prober.remove("a");
    probe.begun.get(0).complete(PASS);
    fixture.advance(MINUTE);
    assertEquals(List.of(), fixture.checks);
  }

  @Test
  void addingTheSameTargetChangesNothingAndAnotherAddressStartsAnew() {
    fixture.add("a");
    assertEquals(Verdict.UP, fixture.check(PASS));
    fixture.add("a");
    assertEquals(Verdict.UP, fixture.check(FAIL));
    fixture.prober.add(new ProbeTarget("a", URI.create("http://elsewhere:5000")));
    assertEquals(Verdict.UNKNOWN, fixture.check(FAIL));
    assertEquals("elsewhere", fixture.last().target().uri().getHost());
    fixture.advance(MINUTE);
    assertTrue(fixture.checks.stream()
        .skip(2)
        .allMatch(c -> c.target().uri().getPort() == 5000
            && "elsewhere".equals(c.target().uri().getHost())));
  }

  @Test
  void unknownIdsAreRemovedInPeace() {
    fixture.prober.remove("nobody");
    fixture.scheduler.runDue();
    assertEquals(0, fixture.scheduler.queuedTasks());
  }

  @Test
  void closingInTheMiddleCancelsAllAndReportsNothingMore() {
    probe.hang();
    fixture.add(50);
    fixture.untilStarts(Prober.MAX_RUNNING);
    int reported = fixture.checks.size();
    int started = probe.starts();
    fixture.prober.close();
    fixture.prober.close();
    assertTrue(probe.begun.stream().allMatch(CompletableFuture::isDone));
    assertEquals(1, probe.closes);
    fixture.scheduler.runDue();
    assertEquals(0, fixture.scheduler.queuedTasks());
    fixture.add("late");
    fixture.advance(MINUTE);
    assertEquals(reported, fixture.checks.size());
    assertEquals(started, probe.starts());
  }

  @Test
  void closingFromTheListenerIsFine() {
    fixture.listener = check -> {
      fixture.checks.add(check);
      fixture.prober.close();
    };
    fixture.add("a", "b");
    fixture.advance(MINUTE);
    assertEquals(1, fixture.checks.size());
    assertEquals(0, fixture.scheduler.queuedTasks());
  }

  @Test
  void closingAfterItsSchedulerIsFine() {
    probe.hang();
    fixture.add("a");
    fixture.untilStarts(1);
    fixture.scheduler.shutdownNow();
    fixture.prober.close();
    assertTrue(probe.begun.get(0).isCancelled());
    fixture.prober.add(ProberFixture.target("b"));
    fixture.prober.remove("b");
    assertEquals(1, probe.closes);
  }
}
