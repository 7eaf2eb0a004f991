package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EjectionBackoffTest {
  private static final long SEED = 4_711;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final double EPSILON = 1e-6;

  private final EjectionBackoff backoff =
      new EjectionBackoff(Duration.ofSeconds(10), Duration.ofSeconds(300));

  private double eject(FakeTicker ticker, double drawn) {
    RandomGenerator random = new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new AssertionError("one double is drawn");
      }

      @Override
      public double nextDouble() {
        return drawn;
      }
    };
    return backoff.eject(ticker.getAsLong(), random) / (double) SECOND;
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void eachEjectionLastsTwiceAsLongUpToTheLimit(FakeTicker ticker) {
    for (double least : new double[] {10, 20, 40, 80, 160, 300 / 1.1, 300 / 1.1, 300 / 1.1}) {
      assertEquals(least, eject(ticker, 0), EPSILON);
      ticker.advance(Duration.ofSeconds(40));
    }
  }

  @Test
  void chanceAddsATenthAndNeverPassesTheLimit() {
    FakeTicker ticker = FakeTicker.beforeWrap();
    double almostOne = Math.nextDown(1.0);
    for (double most : new double[] {11, 22, 44, 88, 176, 300, 300, 300}) {
      double seconds = eject(ticker, almostOne);
      assertEquals(most, seconds, EPSILON);
      assertTrue(seconds <= 300, "seconds: " + seconds);
    }
  }

  @Test
  void theNextIsToldWithoutChance() {
    FakeTicker ticker = FakeTicker.beforeWrap();
    for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
      assertEquals(seconds * SECOND, backoff.nextNanos());
      eject(ticker, 0.5);
    }
  }

  @Test
  void ejectionsOfManyCallersAreSpreadAtTheLimitToo() {
    SplittableRandom random = new SplittableRandom(SEED);
    long shortest = Long.MAX_VALUE;
    long longest = 0;
    for (int caller = 0; caller < 200; caller++) {
      EjectionBackoff one = new EjectionBackoff(Duration.ofSeconds(300), Duration.ofSeconds(300));
      long nanos = one.eject(0, random);
      shortest = Math.min(shortest, nanos);
      longest = Math.max(longest, nanos);
    }
    assertTrue(longest - shortest > 20 * SECOND, "seed " + SEED + ": " + shortest + " " + longest);
    assertTrue(longest <= 300 * SECOND, "seed " + SEED + ": " + longest);
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void timeInRotationTakesDoublingsBackOneByOne(FakeTicker ticker) {
    for (int i = 0; i < 4; i++) {
      eject(ticker, 0);
    }
    backoff.returned(ticker.getAsLong());
    ticker.advance(Duration.ofSeconds(19));
    assertEquals(80, eject(ticker, 0), EPSILON);
    backoff.returned(ticker.getAsLong());
    ticker.advance(Duration.ofSeconds(35));
    assertEquals(20, eject(ticker, 0), EPSILON);
    backoff.returned(ticker.getAsLong());
    ticker.advance(Duration.ofDays(300));
    assertEquals(10, eject(ticker, 0), EPSILON);
  }

  @Test
  void timeOutsideOfTheRotationTakesNothingBack() {
    FakeTicker ticker = FakeTicker.beforeZero();
    assertEquals(10, eject(ticker, 0), EPSILON);
    ticker.advance(Duration.ofDays(1));
    assertEquals(20, eject(ticker, 0), EPSILON);
  }

  @Test
  void aClockThatStepsBackTakesNothingBack() {
    FakeTicker ticker = FakeTicker.beforeWrap();
    eject(ticker, 0);
    backoff.returned(ticker.getAsLong() + 5 * SECOND);
    assertEquals(20, eject(ticker, 0), EPSILON);
  }

  @Test
  void thousandsOfEjectionsStayAtTheLimit() {
    FakeTicker ticker = FakeTicker.atMinimum();
    for (int i = 0; i < 5_000; i++) {
      eject(ticker, 0);
    }
    assertEquals(300 / 1.1, eject(ticker, 0), EPSILON);
  }
}
