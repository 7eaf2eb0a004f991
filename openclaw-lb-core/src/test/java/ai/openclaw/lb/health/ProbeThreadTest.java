package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.lb.testing.FakeScheduler;
import ai.openclaw.lb.testing.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeThreadTest {
  private final FakeTicker ticker = FakeTicker.beforeWrap();
  private final FakeScheduler scheduler = new FakeScheduler(ticker);
  private final ProbeThread thread = new ProbeThread(scheduler, ticker);
  private final List<String> ran = new ArrayList<>();

  private void execute(String name) {
    thread.execute(() -> ran.add(name));
  }

  @Test
  void tasksThatComeTogetherTakeOneHandOverAndKeepTheirOrder() {
    execute("a");
    execute("b");
    execute("c");
    assertEquals(List.of(), ran);
    assertEquals(1, scheduler.queuedTasks());
    scheduler.runDue();
    assertEquals(List.of("a", "b", "c"), ran);
    assertEquals(0, scheduler.queuedTasks());
    execute("d");
    scheduler.runDue();
    assertEquals(List.of("a", "b", "c", "d"), ran);
  }

  @Test
  void aTaskOfATaskRunsToo() {
    thread.execute(() -> execute("inner"));
    execute("next");
    scheduler.runDue();
    assertEquals(List.of("next", "inner"), ran);
  }

  @Test
  void aTaskThatThrowsDoesNotHoldUpTheOthers() {
    thread.execute(() -> {
      throw new IllegalStateException("expected");
    });
    execute("next");
    assertThrows(AssertionError.class, scheduler::runDue); // as the scheduler reports it
    scheduler.runDue();
    assertEquals(List.of("next"), ran);
  }

  @Test
  void aSchedulerThatWasShutDownIsMissedByNobody() {
    assertNotNull(thread.after(1, () -> execute("later")));
    scheduler.shutdownNow();
    execute("late");
    execute("later still");
    assertNull(thread.after(1, () -> execute("never")));
    ProbeThread.cancel(null);
    scheduler.runDue();
    assertEquals(List.of(), ran);
  }
}
