package ai.openclaw.lb.strategy;

import java.util.Arrays;
import java.util.List;

/** The weights of a list of candidates, as the algorithms compute with them. */
final class Weights {
  /** Below any ratio of weights that means something, and above what underflows in a product. */
  private static final double SMALLEST = 0x1p-200;

  private Weights() {}

  /**
   * The weights, all scaled by the one power of two that brings the largest into [1, 2): sums and
   * products of them neither overflow nor underflow, and no ratio is rounded.
   */
  static double[] of(List<? extends Candidate> candidates) {
    double[] weights = new double[candidates.size()];
    double largest = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = candidates.get(i).weight();
      largest = Math.max(largest, weights[i]);
    }
    int scale = -Math.getExponent(largest);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.max(SMALLEST, Math.scalb(weights[i], scale));
    }
    return weights;
  }

  static double sum(double[] weights) {
    return Arrays.stream(weights).sum();
  }
}
