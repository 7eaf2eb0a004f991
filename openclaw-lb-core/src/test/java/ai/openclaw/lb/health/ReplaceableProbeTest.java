package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.testing.FakeTicker;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReplaceableProbeTest {
  private static final ProbeTarget TARGET = ProberFixture.target("a");
  private static final ProbeResult OLD = ProbeResult.passed("by the first");
  private static final ProbeResult NEW = ProbeResult.passed("by the next");

  private final ScriptedProbe first = new ScriptedProbe(FakeTicker.beforeWrap());
  private final ScriptedProbe next = new ScriptedProbe(FakeTicker.beforeWrap());
  private final ReplaceableProbe probe = new ReplaceableProbe(first);

  private CompletableFuture<ProbeResult> ask() {
    return probe.probe(TARGET).toCompletableFuture();
  }

  @Test
  void itIsAsGoodAsTheFirstAndThenAsTheNext() {
    first.answer(OLD);
    next.answer(NEW);
    assertEquals(OLD, ask().join());
    assertEquals(0, next.starts());
    probe.replaceBy(next);
    assertEquals(NEW, ask().join());
    assertEquals(1, first.starts());
  }

  @Test
  void onlyTheFirstIsClosed() {
    probe.replaceBy(next);
    assertEquals(1, first.closes);
    probe.replaceBy(new ScriptedProbe(FakeTicker.beforeWrap()));
    probe.close();
    assertTrue(first.closes > 0);
    assertEquals(0, next.closes);
  }

  @Test
  void unreplacedItClosesTheFirst() {
    probe.close();
    assertEquals(1, first.closes);
  }

  @Test
  void whatTheOldOneFindsAfterItsTimeDoesNotCount() {
    first.hang();
    next.hang();
    CompletableFuture<ProbeResult> result = ask();
    probe.replaceBy(next);
    assertEquals(0, next.starts());
    first.begun.get(0).complete(ScriptedProbe.FAIL);
    assertFalse(result.isDone());
    next.begun.get(0).complete(NEW);
    assertEquals(NEW, result.join());
  }

  @Test
  void aProbeThatBreaksBecauseItsClientIsClosedIsAskedAgain() {
    first.hang();
    next.answer(NEW);
    CompletableFuture<ProbeResult> result = ask();
    probe.replaceBy(next);
    first.begun.get(0).completeExceptionally(new IllegalStateException("client closed"));
    assertEquals(NEW, result.join());
  }

  @Test
  void aCancelEndsWhicheverRuns() {
    first.hang();
    next.hang();
    CompletableFuture<ProbeResult> early = ask();
    early.cancel(true);
    assertTrue(first.begun.get(0).isCancelled());
    CompletableFuture<ProbeResult> late = ask();
    probe.replaceBy(next);
    first.begun.get(1).complete(OLD);
    late.cancel(true);
    assertTrue(next.begun.get(0).isCancelled());
    assertEquals(1, next.starts());
  }

  @Test
  void aProbeThatThrowsHasFailed() {
    probe.replaceBy(target -> {
      throw new IllegalStateException("bug");
    });
    assertFalse(ask().join().passed());
  }
}
