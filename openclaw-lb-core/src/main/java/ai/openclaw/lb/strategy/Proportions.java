package ai.openclaw.lb.strategy;

import org.jspecify.annotations.Nullable;

/**
 * Weights as the smallest whole numbers of the same ratios: 0.5 and 1.25 become 2 and 5. Each
 * weight's ratio to the smallest is expanded into a continued fraction, until it is met as closely
 * as a decimal fraction is by a double.
 */
final class Proportions {
  private static final double TOLERANCE = 1e-9;

  private Proportions() {}

  /** The whole numbers, without a common divisor; or null, when their sum would exceed the limit. */
  static int @Nullable [] of(double[] weights, int limit) {
    double smallest = Double.MAX_VALUE;
    for (double weight : weights) {
      smallest = Math.min(smallest, weight);
    }
    long unit = 1;
    for (double weight : weights) {
      unit = lcm(unit, denominator(weight / smallest, limit));
      if (unit > limit) {
        return null;
      }
    }
    return scaled(weights, unit / smallest, limit);
  }

  private static int @Nullable [] scaled(double[] weights, double factor, int limit) {
    int[] whole = new int[weights.length];
    long sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += Math.round(weights[i] * factor);
      if (sum > limit) {
        return null;
      }
      whole[i] = (int) Math.round(weights[i] * factor);
    }
    return whole;
  }

  /** The denominator of the simplest fraction that meets {@code ratio}, or one above the limit. */
  private static long denominator(double ratio, long limit) {
    if (ratio > limit) {
      return limit + 1;
    }
    long numerator = 1;
    long denominator = 0;
    long lastNumerator = 0;
    long lastDenominator = 1;
    double rest = ratio;
    while (denominator <= limit) {
      long whole = (long) rest;
      long nextNumerator = whole * numerator + lastNumerator;
      long nextDenominator = whole * denominator + lastDenominator;
      lastNumerator = numerator;
      lastDenominator = denominator;
      numerator = nextNumerator;
      denominator = nextDenominator;
      if (Math.abs((double) numerator / denominator - ratio) <= TOLERANCE * ratio) {
        return denominator;
      }
      rest = 1 / (rest - whole);
    }
    return limit + 1;
  }

  private static long lcm(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long remainder = x % y;
      x = y;
      y = remainder;
    }
    return a / x * b;
  }
}
