package ai.openclaw.lb.strategy;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws candidates in proportion to their weights: Vose's alias table (M. D. Vose, "A linear
 * algorithm for generating random numbers with a given distribution", 1991). Each of n columns of
 * equal width is shared by at most two candidates; a draw is one column and one comparison.
 *
 * <p>Cost: O(1) a draw, O(n) to build.
 *
 * <p>Example: for weights 3 and 1 each column is half of the range; the first belongs to candidate 0
 * whole, the second half to candidate 1 and half to candidate 0.
 */
final class WeightedDraw {
  /** Draws to try before the candidates that are left are looked through. */
  static final int TRIES = 4;

  private final double[] weights;
  private final boolean uniform;
  /** Where each candidate's part of the total ends, for draws that must leave one out. */
  private final double[] ends;
  /** The part of a column that belongs to its own candidate: of 2^64, less 2^63 to compare signed. */
  private final long[] thresholds;
  /** The candidate that owns the rest of a column. */
  private final int[] aliases;

  /** Draws from one or more candidates of these weights, all above 0. */
  WeightedDraw(double[] weights) {
    this.weights = weights;
    this.ends = new double[weights.length];
    this.thresholds = new long[weights.length];
    this.aliases = new int[weights.length];
    this.uniform = Arrays.stream(weights).allMatch(weight -> weight == weights[0]);
    double end = 0;
    for (int i = 0; i < weights.length; i++) {
      end += weights[i];
      ends[i] = end;
      aliases[i] = i;
    }
    share(end / weights.length);
  }

  /** Fills each column that its own candidate leaves room in from a candidate with too much. */
  private void share(double width) {
    int size = weights.length;
    double[] left = weights.clone();
    int[] stack = new int[size];
    int small = 0;
    int large = size;
    for (int i = 0; i < size; i++) {
      if (left[i] < width) {
        stack[small++] = i;
      } else {
        stack[--large] = i;
      }
    }
    while (small > 0 && large < size) {
      int poor = stack[--small];
      int rich = stack[large];
      thresholds[poor] = threshold(left[poor] / width);
      aliases[poor] = rich;
      left[rich] -= width - left[poor];
      if (left[rich] < width) {
        large++;
        stack[small++] = rich;
      }
    }
  }

  private static long threshold(double part) {
    return ((long) (part * 0x1p63) << 1) + Long.MIN_VALUE;
  }

  /** The candidate at {@code point}, an unsigned fraction of 2^64 of the total weight. */
  int at(long point) {
    int column = column(point, weights.length);
    long offset = point * weights.length;
    // All ones where the point lies beyond the threshold: no branch, which no one could predict.
    int beyond = offset + Long.MIN_VALUE < thresholds[column] ? 0 : -1;
    return column ^ ((column ^ aliases[column]) & beyond);
  }

  /** floor(point * size / 2^64), of an unsigned point. */
  static int column(long point, int size) {
    return (int) (Math.multiplyHigh(point, size) + ((point >> (Long.SIZE - 1)) & size));
  }

  /**
   * Draws two different candidates, of two or more, the second in proportion to the weights of those
   * that the first left: the first is in the low half of the result, the second in the high half.
   */
  long pair(RandomGenerator random) {
    long bits = random.nextLong();
    if (uniform) {
      int size = weights.length;
      int first = column(bits, size);
      int second = column(bits << Integer.SIZE, size - 1);
      return pair(first, second + (~(second - first) >>> (Integer.SIZE - 1)));
    }
    int first = at(bits);
    int second = at(bits << Integer.SIZE);
    return pair(first, first == second ? other(first, random) : second);
  }

  private static long pair(int first, int second) {
    return ((long) second << Integer.SIZE) | first;
  }

  /** Draws a candidate other than {@code first}, of two or more. */
  private int other(int first, RandomGenerator random) {
    int last = weights.length - 1;
    double before = ends[first] - weights[first];
    double point = random.nextDouble() * (ends[last] - weights[first]);
    int low = 0;
    int high = last;
    double target = point < before ? point : point + weights[first];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (target < ends[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low == first ? neighbour(first, target) : low;
  }

  /** Rounding may lead to the candidate that is left out: the next one on the point's side then. */
  private int neighbour(int first, double target) {
    boolean below = target < ends[first] - weights[first] / 2;
    return (below && first > 0) || first == weights.length - 1 ? first - 1 : first + 1;
  }

  /**
   * Draws among the candidates that are neither excluded nor {@code except}, or returns {@link
   * Selector#NONE}.
   */
  int allowed(RandomGenerator random, Exclusions excluded, int except) {
    for (int tries = 0; tries < TRIES; tries++) {
      int index = at(random.nextLong());
      if (index != except && !excluded.contains(index)) {
        return index;
      }
    }
    return among(random.nextLong(), excluded, except);
  }

  /** The candidate at {@code point} of the weight that is neither excluded nor {@code except}'s. */
  int among(long point, Exclusions excluded, int except) {
    double total = 0;
    int found = Selector.NONE;
    for (int i = 0; i < weights.length; i++) {
      if (i != except && !excluded.contains(i)) {
        total += weights[i];
        found = i;
      }
    }
    double left = total * ((point >>> 11) * 0x1p-53);
    for (int i = 0; i < weights.length && found != Selector.NONE; i++) {
      if (i != except && !excluded.contains(i)) {
        found = i;
        left -= weights[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return found;
  }
}
