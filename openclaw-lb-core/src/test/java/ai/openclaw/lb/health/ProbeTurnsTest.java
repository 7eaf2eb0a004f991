package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.testing.FakeScheduler;
import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProbeTurnsTest {
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final long SEED = 20_261_122L;

  private final List<String> come = new ArrayList<>();

  /** What comes, on one clock, at moments that are drawn as the test says. */
  private final class Turns {
    final FakeTicker ticker;
    final FakeScheduler scheduler;
    final ProbeTurns turns;
    private final long origin;

    Turns(FakeTicker ticker, RandomGenerator random) {
      this.ticker = ticker;
      this.origin = ticker.getAsLong();
      this.scheduler = new FakeScheduler(ticker);
      this.turns = new ProbeTurns(new ProbeThread(scheduler, ticker), () -> random);
    }

    ProbeTurns.Turn within(Duration pause, String name) {
      return turns.within(pause, () -> come.add(name + " " + seconds()));
    }

    double seconds() {
      return (ticker.getAsLong() - origin) / 1e9;
    }
  }

  private static RandomGenerator drawing(Double... parts) {
    Iterator<Double> next = List.of(parts).iterator();
    return new RandomGenerator() {
      @Override
      public double nextDouble() {
        return next.next();
      }

      @Override
      public long nextLong() {
        throw new UnsupportedOperationException("nextLong");
      }
    };
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void whatIsDueAtAboutTheSameTimeComesTogether(FakeTicker ticker) {
    Turns turns = new Turns(ticker, drawing(0.23, 0.2, 0.215));
    turns.within(PAUSE, "c");
    turns.within(PAUSE, "a");
    turns.within(PAUSE, "b");
    assertEquals(1, turns.scheduler.queuedTasks());
    turns.scheduler.advance(PAUSE);
    assertEquals(List.of("a 2.0", "b 2.0", "c 2.3"), come);
    assertEquals(0, turns.scheduler.queuedTasks());
  }

  @Test
  void aShortPauseIsNotCutByMoreThanItsOwnPart() {
    Turns turns = new Turns(FakeTicker.beforeWrap(), drawing(0.2, 0.84));
    turns.within(PAUSE, "long");
    turns.within(PAUSE.dividedBy(4), "short");
    turns.scheduler.advance(PAUSE);
    assertEquals(List.of("long 2.0", "short 2.1"), come);
  }

  @Test
  void aCancelledTurnIsNotWaitedFor() {
    Turns turns = new Turns(FakeTicker.beforeWrap(), drawing(0.2, 0.5));
    ProbeTurns.Turn first = turns.within(PAUSE, "first");
    turns.within(PAUSE, "second");
    turns.turns.cancel(first);
    turns.turns.cancel(first);
    assertEquals(1, turns.scheduler.queuedTasks());
    turns.scheduler.advance(PAUSE);
    assertEquals(List.of("second 5.0"), come);
    turns.turns.cancel(first);
  }

  @Test
  void afterAllAreCancelledNothingIsLeft() {
    Turns turns = new Turns(FakeTicker.beforeWrap(), drawing(0.2, 0.5));
    turns.within(PAUSE, "first");
    turns.within(PAUSE, "second");
    turns.turns.clear();
    assertEquals(0, turns.scheduler.queuedTasks());
    turns.scheduler.advance(PAUSE);
    assertEquals(List.of(), come);
  }

  @Test
  void aSuspensionMakesAllThatIsOverdueComeOnce() {
    Turns turns = new Turns(FakeTicker.beforeWrap(), drawing(0.2, 0.5, 0.9));
    turns.within(PAUSE, "a");
    turns.within(PAUSE, "b");
    turns.within(PAUSE, "c");
    turns.scheduler.suspend(Duration.ofSeconds(6));
    assertEquals(List.of("a 6.0", "b 6.0"), come);
    turns.scheduler.advance(PAUSE);
    assertEquals(List.of("a 6.0", "b 6.0", "c 9.0"), come);
  }

  @Test
  void amongManyEachPauseStaysWithinTenPercentOfItsLength() {
    Turns turns = new Turns(FakeTicker.beforeWrap(), new Random(SEED));
    List<Double> parts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      repeat(turns, i % 5 == 0 ? PAUSE.dividedBy(4) : PAUSE, parts);
    }
    turns.scheduler.advance(PAUSE.multipliedBy(20));
    double least = parts.stream().mapToDouble(part -> part).min().orElseThrow();
    double most = parts.stream().mapToDouble(part -> part).max().orElseThrow();
    double mean = parts.stream().mapToDouble(part -> part).average().orElseThrow();
    String drawn = least + " to " + most + ", mean " + mean + ", seed " + SEED;
    assertTrue(parts.size() > 10_000, () -> parts.size() + " pauses");
    assertTrue(least >= 0.9 && least < 0.91 && most <= 1.1 && most > 1.09, drawn);
    assertEquals(1, mean, 0.01, drawn);
  }

  private static void repeat(Turns turns, Duration pause, List<Double> parts) {
    double begin = turns.seconds();
    turns.turns.after(pause, () -> {
      parts.add((turns.seconds() - begin) * 1e9 / pause.toNanos());
      repeat(turns, pause, parts);
    });
  }

  @Test
  void aThousandTakeOneTimerAndFewOfItsTurns() {
    FakeTicker ticker = FakeTicker.beforeWrap();
    Turns turns = new Turns(ticker, new Random(SEED));
    List<Double> moments = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      turns.turns.within(PAUSE, () -> moments.add(turns.seconds()));
    }
    assertEquals(1, turns.scheduler.queuedTasks());
    turns.scheduler.advance(PAUSE);
    assertEquals(1000, moments.size());
    long wakeUps = moments.stream().distinct().count();
    assertTrue(wakeUps <= 50, () -> wakeUps + " times woken up, seed " + SEED);
  }
}
