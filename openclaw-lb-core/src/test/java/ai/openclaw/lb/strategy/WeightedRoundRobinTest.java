package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeightedRoundRobinTest {
  private final WeightedRoundRobin strategy = new WeightedRoundRobin();

  private Selector over(double... weights) {
    return strategy.selector(FakeAgent.of(strategy, weights));
  }

  @Test
  void hasTheSmoothOrderOfNginx() {
    assertEquals("00102000010200", Picks.text(over(5, 1, 1), 14));
  }

  @Test
  void equalWeightsRotateFromTheFirst() {
    assertEquals("0123012301", Picks.text(over(0.3, 0.3, 0.3, 0.3), 10));
  }

  @Test
  void fractionsHaveTheirExactShares() {
    assertArrayEquals(
        new int[] {100, 200, 250}, Picks.count(over(0.5, 1, 1.25), 3, 550, Exclusions.NONE));
    assertArrayEquals(new int[] {1, 1000}, Picks.count(over(0.001, 1), 2, 1001, Exclusions.NONE));
    assertArrayEquals(new int[] {1, 3}, Picks.count(over(0.1, 0.1 + 0.2), 2, 4, Exclusions.NONE));
  }

  @Test
  void cycleIsThatOfTheSimpleAlgorithm() {
    long seed = 20261122;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      double[] weights = new double[random.nextInt(1, 12)];
      Arrays.setAll(weights, i -> random.nextInt(1, 20));
      int[] cycle = SmoothCycle.of(weights);
      assertArrayEquals(
          simpleCycle(weights, cycle.length),
          cycle,
          () -> "seed " + seed + ", weights " + Arrays.toString(weights));
    }
  }

  /** As nginx does it: every candidate earns its weight, the richest is picked and pays the sum. */
  private static int[] simpleCycle(double[] weights, int length) {
    double[] credit = new double[weights.length];
    double sum = Arrays.stream(weights).sum();
    int[] cycle = new int[length];
    for (int step = 0; step < length; step++) {
      int best = 0;
      for (int i = 0; i < weights.length; i++) {
        credit[i] += weights[i];
        best = credit[i] > credit[best] ? i : best;
      }
      credit[best] -= sum;
      cycle[step] = best;
    }
    assertTrue(Arrays.stream(credit).allMatch(left -> left == 0), "not a whole cycle");
    return cycle;
  }

  @Test
  void weightsWithoutAShortCycleHaveTheirSharesWithinATenthOfAPercent() {
    double[] weights = {Math.E, 1, Math.PI, 0.1234567, 7};
    assertNull(SmoothCycle.of(weights));
    assertShares(weights, 1_000_000, 0.001);
    assertShares(new double[] {1, 1 / 3e4, 1}, 3_000_000, 0.1);
  }

  private void assertShares(double[] weights, int picks, double tolerance) {
    int[] counts = Picks.count(over(weights), weights.length, picks, Exclusions.NONE);
    double sum = Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      double expected = picks * weights[i] / sum;
      assertEquals(1, counts[i] / expected, tolerance, Arrays.toString(counts));
    }
  }

  @Test
  void weightsWithoutAShortCycleAreSpreadEvenly() {
    double[] weights = {Math.E, 1, Math.PI, 0.1234567, 7};
    double sum = Arrays.stream(weights).sum();
    Selector selector = over(weights);
    int[] counts = new int[weights.length];
    double worst = 0;
    for (int pick = 1; pick <= 100_000; pick++) {
      counts[selector.pick(0, Exclusions.NONE)]++;
      for (int i = 0; i < weights.length; i++) {
        worst = Math.max(worst, Math.abs(counts[i] - pick * weights[i] / sum));
      }
    }
    assertTrue(worst < 10, "picks ahead or behind: " + worst);
  }

  @Test
  void anExcludedAgentsShareIsSpreadByWeight() {
    int[] counts = Picks.count(over(4, 3, 2, 1), 4, 60_000, index -> index == 0);
    assertEquals(0, counts[0]);
    assertEquals(30_000, counts[1], 310);
    assertEquals(20_000, counts[2], 310);
    assertEquals(10_000, counts[3], 310);
  }

  @Test
  void whateverIsExcludedTheOthersShareByWeight() {
    double[] weights = {4, 3, 2, 1};
    for (int down = 0; down < 15; down++) {
      int excluded = down;
      int[] counts = Picks.count(over(weights), 4, 100_000, index -> (excluded >> index & 1) == 1);
      double sum = 0;
      for (int i = 0; i < 4; i++) {
        sum += (down >> i & 1) == 1 ? 0 : weights[i];
      }
      for (int i = 0; i < 4; i++) {
        double share = (down >> i & 1) == 1 ? 0 : weights[i] / sum;
        assertEquals(share, counts[i] / 100_000.0, 0.006, "down " + down);
      }
    }
  }

  @Test
  void sameWeightsGoOnWhereTheyWere() {
    StringBuilder picks = new StringBuilder();
    for (int i = 0; i < 7; i++) {
      picks.append(over(5, 1, 1).pick(0, Exclusions.NONE));
    }
    assertEquals("0010200", picks.toString());
  }

  @Test
  void changedWeightsAtEveryPickLeaveTheSharesRight() {
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    double[] expected = new double[4];
    int[] counts = new int[4];
    for (int pick = 0; pick < 20_000; pick++) {
      double[] weights = {1 + pick % 3, 2, random.nextDouble(0.1, 3), pick % 2 == 0 ? 5 : 1};
      counts[over(weights).pick(0, Exclusions.NONE)]++;
      double sum = Arrays.stream(weights).sum();
      for (int i = 0; i < 4; i++) {
        expected[i] += weights[i] / sum;
      }
    }
    for (int i = 0; i < 4; i++) {
      assertEquals(1, counts[i] / expected[i], 0.02, "seed " + seed + Arrays.toString(counts));
    }
  }

  @Test
  void anAgentThatComesAndGoesAtEveryPickFavoursNone() {
    List<FakeAgent> all = FakeAgent.of(strategy, 3, 2, 1);
    int[] counts = new int[3];
    for (int pick = 0; pick < 12_000; pick++) {
      counts[strategy.selector(pick % 2 == 0 ? all : all.subList(0, 2)).pick(0, Exclusions.NONE)]++;
    }
    assertEquals(6_600, counts[0], 60, Arrays.toString(counts));
    assertEquals(4_400, counts[1], 60, Arrays.toString(counts));
    assertEquals(1_000, counts[2], 60, Arrays.toString(counts));
  }

  @Test
  void tablesStayWithinTheirBounds() {
    double[] many = new double[10_000];
    Arrays.setAll(many, i -> 1 + i % 3);
    int[] cycle = SmoothCycle.of(many);
    assertNotNull(cycle);
    assertEquals(19_999, cycle.length);
    assertNull(SmoothCycle.of(new double[] {1, 5_000}));
    assertNull(SmoothCycle.of(new double[] {1e-300, 1, 1e300}));
    List<Double> distinct = new ArrayList<>();
    for (int i = 1; i <= 1_000; i++) {
      distinct.add((double) i);
    }
    assertNull(SmoothCycle.of(distinct.stream().mapToDouble(Double::doubleValue).toArray()));
  }
}
