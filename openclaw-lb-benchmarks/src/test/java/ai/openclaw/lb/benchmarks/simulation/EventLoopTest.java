package ai.openclaw.lb.benchmarks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.benchmarks.simulation.EventLoop.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLoopTest {
  private static final long SECOND = EventLoop.SECOND;

  private final EventLoop loop = new EventLoop();
  private final List<String> ran = new ArrayList<>();

  private void note(String name) {
    ran.add(name + " at " + loop.elapsed() / SECOND);
  }

  @Test
  void eventsRunByTimeThenBySubmissionAcrossTheWrap() {
    long before = loop.getAsLong();
    loop.at(40 * SECOND, () -> note("late"));
    loop.at(20 * SECOND, () -> note("first"));
    loop.at(20 * SECOND, () -> note("second"));
    loop.at(90 * SECOND, () -> note("never"));
    loop.runUntil(60 * SECOND);
    assertEquals(List.of("first at 20", "second at 20", "late at 40"), ran);
    assertTrue(before > 0 && loop.getAsLong() < 0, "the clock did not wrap: " + loop.getAsLong());
    assertEquals(60 * SECOND, loop.getAsLong() - before);
  }

  @Test
  void anEventMayPlanOthersForTheSameTimeAndCancelThem() {
    loop.at(SECOND, () -> {
      Event doomed = loop.after(0, () -> note("doomed"));
      loop.after(-5, () -> note("at once"));
      doomed.cancel();
    });
    loop.runUntil(SECOND);
    assertEquals(List.of("at once at 1"), ran);
  }

  @Test
  void timersOfTheSchedulerRunInVirtualTimeUntilCancelled() {
    LoopScheduler scheduler = new LoopScheduler(loop);
    ScheduledFuture<?> ticks =
        scheduler.scheduleWithFixedDelay(() -> note("tick"), 1, 2, TimeUnit.SECONDS);
    ScheduledFuture<?> once = scheduler.schedule(() -> note("once"), 4, TimeUnit.SECONDS);
    assertEquals(4, once.getDelay(TimeUnit.SECONDS));
    loop.runUntil(5 * SECOND);
    ticks.cancel(false);
    loop.runUntil(50 * SECOND);
    assertEquals(List.of("tick at 1", "tick at 3", "once at 4", "tick at 5"), ran);
    assertTrue(once.isDone());
  }

  @Test
  void aTimerThatThrowsEndsTheSimulation() {
    new LoopScheduler(loop).execute(() -> {
      throw new IllegalStateException("boom");
    });
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> loop.runUntil(SECOND));
    assertEquals("boom", thrown.getCause().getMessage());
  }
}
