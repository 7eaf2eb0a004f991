package ai.openclaw.lb.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FakeSchedulerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final List<String> ran = new ArrayList<>();

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void tasksRunByTimeThenBySubmissionAcrossTheWrap(FakeTicker ticker) {
    FakeScheduler scheduler = new FakeScheduler(ticker);
    long origin = ticker.getAsLong();
    for (String name : List.of("90 a", "30", "90 b", "120", "0")) {
      int seconds = Integer.parseInt(name.split(" ")[0]);
      scheduler.schedule(
          () -> ran.add(name + " at " + (ticker.getAsLong() - origin) / 1_000_000_000L),
          seconds,
          TimeUnit.SECONDS);
    }
    scheduler.advance(Duration.ofSeconds(90));
    assertEquals(List.of("0 at 0", "30 at 30", "90 a at 90", "90 b at 90"), ran);
    assertEquals(1, scheduler.queuedTasks());
    assertEquals(Duration.ofSeconds(90).toNanos(), ticker.getAsLong() - origin);
  }

  @Test
  void fixedDelayRepeatsUntilCancelledAndSkipsWhatASuspensionMissed() {
    FakeScheduler scheduler = new FakeScheduler(FakeTicker.beforeWrap());
    ScheduledFuture<?> task =
        scheduler.scheduleWithFixedDelay(() -> ran.add("tick"), 1, 1, TimeUnit.SECONDS);
    scheduler.advance(SECOND.multipliedBy(3));
    assertEquals(3, ran.size());
    scheduler.suspend(SECOND.multipliedBy(60));
    assertEquals(4, ran.size());
    task.cancel(false);
    scheduler.advance(SECOND.multipliedBy(60));
    assertEquals(4, ran.size());
    assertEquals(0, scheduler.queuedTasks());
  }

  @Test
  void tasksSubmittedByATaskRunInTheSameAdvance() {
    FakeScheduler scheduler = new FakeScheduler(FakeTicker.beforeZero());
    scheduler.execute(() -> scheduler.schedule(() -> ran.add("inner"), 1, TimeUnit.SECONDS));
    scheduler.advance(SECOND);
    assertEquals(List.of("inner"), ran);
  }

  @Test
  void aThrowingTaskIsNotHidden() {
    FakeScheduler scheduler = new FakeScheduler(FakeTicker.beforeWrap());
    scheduler.execute(() -> {
      throw new IllegalStateException("boom");
    });
    AssertionError error = assertThrows(AssertionError.class, scheduler::runDue);
    assertEquals("boom", error.getCause().getMessage());
  }

  @Test
  void nothingIsAcceptedAfterShutdown() {
    FakeScheduler scheduler = new FakeScheduler(FakeTicker.beforeWrap());
    scheduler.schedule(() -> ran.add("late"), 1, TimeUnit.SECONDS);
    assertEquals(1, scheduler.shutdownNow().size());
    assertThrows(RejectedExecutionException.class, () -> scheduler.execute(() -> {}));
    scheduler.advance(SECOND);
    assertEquals(List.of(), ran);
  }
}
