package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PauseTest {
  private static final long MINUTES = Duration.ofMinutes(2).toNanos();

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void itPassesFromItsLengthDownToZeroOnAnyClock(FakeTicker ticker) {
    Pause pause = new Pause(ticker.getAsLong(), MINUTES);
    assertEquals(MINUTES, pause.left(ticker.getAsLong()));
    ticker.advance(Duration.ofSeconds(90));
    assertEquals(MINUTES / 4, pause.left(ticker.getAsLong()));
    ticker.advance(Duration.ofSeconds(30).minusNanos(1));
    assertFalse(pause.isOver(ticker.getAsLong()));
    ticker.advance(Duration.ofNanos(1));
    assertTrue(pause.isOver(ticker.getAsLong()));
    ticker.advance(Duration.ofDays(36_500));
    assertEquals(0, pause.left(ticker.getAsLong()));
  }

  @Test
  void aClockThatStepsBackMakesItNoLonger() {
    Pause pause = new Pause(Long.MIN_VALUE + 5, 100);
    assertEquals(100, pause.left(Long.MIN_VALUE));
    assertEquals(0, pause.stepsDone(10, Long.MIN_VALUE));
  }

  @Test
  void aPauseOfNoLengthIsOverAtOnce() {
    for (long length : new long[] {0, -1, Long.MIN_VALUE / 2}) {
      Pause pause = new Pause(7, length);
      assertTrue(pause.isOver(7));
      assertEquals(10, pause.stepsDone(10, 7));
    }
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void goingFromStepToStepEndsExactlyAtTheEnd(FakeTicker ticker) {
    long seed = 17;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 300; i++) {
      long length = random.nextInt(3) == 0 ? random.nextInt(1, 40) : random.nextLong(1, MINUTES);
      int steps = random.nextInt(1, 60);
      assertStepsRise(new Pause(ticker.getAsLong(), length), steps, ticker, "seed " + seed);
    }
  }

  private static void assertStepsRise(Pause pause, int steps, FakeTicker ticker, String seed) {
    String what = seed + ": " + pause + " in " + steps;
    int done = 0;
    int looks = 0;
    while (!pause.isOver(ticker.getAsLong())) {
      assertEquals(done, pause.stepsDone(steps, ticker.getAsLong()), what);
      ticker.advance(Duration.ofNanos(pause.untilStep(steps, ticker.getAsLong())));
      done++;
      looks++;
      assertTrue(looks <= steps, what);
    }
    assertEquals(pause.startNanos() + pause.lengthNanos(), ticker.getAsLong(), what);
    assertEquals(steps, pause.stepsDone(steps, ticker.getAsLong()), what);
  }
}
