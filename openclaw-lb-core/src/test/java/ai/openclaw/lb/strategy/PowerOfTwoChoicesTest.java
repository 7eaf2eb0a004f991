package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PowerOfTwoChoicesTest {
  private static final long SEED = 20261122;

  private final PowerOfTwoChoices strategy =
      new PowerOfTwoChoices(new FakeEnvironment(SEED).environment());

  private static void assertWithinFourSigma(double share, int draws, int count) {
    double expected = share * draws;
    double sigma = Math.sqrt(draws * share * (1 - share));
    assertEquals(expected, count, 4 * sigma + 1e-9, () -> "seed " + SEED + ", share " + share);
  }

  @Test
  void firstDrawsFollowTheWeightsAndSecondsThoseOfTheOthers() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (double[] weights : new double[][] {{1, 1, 1}, {1, 2, 3, 4}, {1000, 1}, {0.001, 1, 1}}) {
      double sum = Arrays.stream(weights).sum();
      WeightedDraw draw = new WeightedDraw(weights);
      int draws = 200_000;
      int[][] pairs = new int[weights.length][weights.length];
      for (int i = 0; i < draws; i++) {
        long pair = draw.pair(random);
        pairs[(int) pair][(int) (pair >>> 32)]++;
      }
      for (int a = 0; a < weights.length; a++) {
        assertEquals(0, pairs[a][a]);
        assertWithinFourSigma(weights[a] / sum, draws, Arrays.stream(pairs[a]).sum());
        for (int b = 0; b < weights.length; b++) {
          double share = a == b ? 0 : weights[a] / sum * weights[b] / (sum - weights[a]);
          assertWithinFourSigma(share, draws, pairs[a][b]);
        }
      }
    }
  }

  @Test
  void drawsAmongTheAllowedFollowTheirWeights() {
    SplittableRandom random = new SplittableRandom(SEED);
    WeightedDraw draw = new WeightedDraw(new double[] {1000, 1, 2, 5});
    int[] counts = new int[4];
    for (int i = 0; i < 80_000; i++) {
      counts[draw.allowed(random, index -> index == 0, 2)]++;
    }
    assertEquals(0, counts[0] + counts[2]);
    assertWithinFourSigma(1 / 6.0, 80_000, counts[1]);
  }

  @Test
  void tableHasTheExactShares() {
    double[] weights = {3, 1, 0.001, 7, 7, 2, 1000};
    WeightedDraw draw = new WeightedDraw(weights);
    int points = 1 << 22;
    int[] counts = new int[weights.length];
    for (int i = 0; i < points; i++) {
      counts[draw.at((long) i << 42)]++;
    }
    double sum = Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      assertEquals(points * weights[i] / sum, counts[i], weights.length + 1);
    }
  }

  @Test
  void theMostLoadedIsNeverPicked() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 5);
    for (int i = 0; i < 5; i++) {
      agents.get(i).inFlight.set(5 - i);
    }
    int[] counts = Picks.count(strategy.selector(agents), 5, 10_000, Exclusions.NONE);
    assertEquals(0, counts[0]);
    // The best wins every pair that it is in: 2 of 5.
    assertWithinFourSigma(0.4, 10_000, counts[4]);
  }

  @Test
  void ofTwoAlwaysTheBetterIsPicked() {
    List<FakeAgent> agents = FakeAgent.of(strategy, 1, 1000);
    agents.get(1).inFlight.set(2_000);
    int[] counts = Picks.count(strategy.selector(agents), 2, 1_000, Exclusions.NONE);
    assertEquals(List.of(1_000, 0), Picks.list(counts));
  }

  @Test
  void failuresCountAsLoad() {
    FakeEnvironment clock = new FakeEnvironment(SEED, FakeEnvironment.NEGATIVE);
    PowerOfTwoChoices own = new PowerOfTwoChoices(clock.environment());
    List<FakeAgent> agents = FakeAgent.equal(own, 2);
    Selector selector = own.selector(agents);
    agents.get(0).tracker().ended(clock.now(), 0, AttemptResult.FAILURE);
    agents.get(1).inFlight.set(9);
    assertEquals(List.of(0, 100), Picks.list(Picks.count(selector, 2, 100, Exclusions.NONE)));
    clock.advanceMillis(120_000);
    agents.get(1).inFlight.set(0);
    assertNotEquals(0, Picks.count(selector, 2, 100, Exclusions.NONE)[0]);
  }

  @Test
  void idlePoolsAreSpreadEvenly() {
    for (int size : new int[] {2, 3, 10, 64}) {
      Selector selector = strategy.selector(FakeAgent.equal(strategy, size));
      int[] counts = Picks.count(selector, size, 1_000 * size, Exclusions.NONE);
      assertTrue(Picks.unevenness(counts) <= 1.2, Arrays.toString(counts));
    }
  }
}
