package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptCountsTest {
  private static final Outcome GOOD = Outcome.status(200);

  @Test
  void countsEachEndOnceByItsKind() {
    AttemptCounts counts = new AttemptCounts();
    for (Outcome outcome :
        List.of(GOOD, Outcome.status(404), Outcome.status(500), Outcome.lost(new IOException()))) {
      assertTrue(counts.begin(counts.inFlight()));
      counts.ended(outcome);
    }
    assertTrue(counts.begin(0));
    counts.ended(Outcome.cancelled());
    assertEquals(2, counts.succeeded());
    assertEquals(2, counts.failed());
    assertEquals(5, counts.finished());
    assertEquals(0, counts.inFlight());
  }

  @Test
  void beginsOnlyWhileWhatWasSeenStillRuns() {
    AttemptCounts counts = new AttemptCounts();
    assertFalse(counts.begin(1));
    assertTrue(counts.begin(0));
    assertFalse(counts.begin(0));
    assertTrue(counts.begin(1));
    assertEquals(2, counts.inFlight());
    assertTrue(counts.runsAtLeast(2));
    assertFalse(counts.runsAtLeast(3));
  }

  /** The word has room for 2^32 successes; half of them are carried off at a time. */
  @Test
  void countsOnBeyondWhatTheWordHolds() {
    AttemptCounts counts = new AttemptCounts(Integer.MAX_VALUE);
    assertTrue(counts.begin(0));
    for (int i = 1; i <= 5; i++) {
      assertTrue(counts.begin(1));
      counts.ended(GOOD);
      assertEquals(1, counts.inFlight());
      assertEquals(Integer.MAX_VALUE + (long) i, counts.succeeded());
    }
  }

  @Test
  void retiresOnceNothingRuns() {
    AttemptCounts counts = new AttemptCounts();
    assertTrue(counts.begin(0));
    assertFalse(counts.retire());
    counts.ended(GOOD);
    assertTrue(counts.retire());
    assertFalse(counts.retire());
    assertFalse(counts.begin(0));
    assertTrue(counts.runsAtLeast(Integer.MAX_VALUE - 1));
    assertEquals(0, counts.inFlight());
    assertEquals(1, counts.succeeded());
  }

  @Test
  void losesNothingWhereThreadsCarryAtTheSameTime() throws InterruptedException {
    AttemptCounts counts = new AttemptCounts(Integer.MAX_VALUE - 1000);
    AtomicInteger ended = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(new Thread(() -> {
        for (int left = 1000; left > 0; left--) {
          while (!counts.begin(counts.inFlight())) {
            Thread.onSpinWait();
          }
          counts.ended(GOOD);
          ended.incrementAndGet();
        }
      }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(Integer.MAX_VALUE - 1000L + ended.get(), counts.succeeded());
    assertEquals(0, counts.inFlight());
  }
}
