package ai.openclaw.lb.strategy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cycle of nginx's smooth weighted round robin, laid out in a table. In each step every
 * candidate earns its weight, the one with the most credit is picked (the first of equals) and pays
 * the sum of all weights. Candidates of one weight always follow each other in their list's order,
 * so a step compares the next in turn of each distinct weight, not every candidate.
 *
 * <p>Cost: O(L g) for a cycle of length L over g distinct weights. The sum of g distinct integers
 * bounds g by sqrt(2 L).
 *
 * <p>Example: weights 5, 1, 1 give a a b a c a a.
 */
final class SmoothCycle {
  /** The longest cycle for few candidates; for many, what the four-fold of their number allows. */
  private static final int LENGTH = 4096;

  /** Steps times weights that a candidate is worth: with 1,000 of them about a millisecond. */
  private static final long WORK = 1024;

  /** The distinct weights, ascending. */
  private final int[] parts;
  /** The candidates ordered by weight, then by index; a weight's own are from starts[w] on. */
  private final int[] members;

  private final int[] starts;
  private final int length;

  private SmoothCycle(int[] parts, int[] weightOf, int length) {
    this.parts = parts;
    this.members = new int[weightOf.length];
    this.starts = new int[parts.length + 1];
    this.length = length;
    for (int weight : weightOf) {
      starts[weight + 1]++;
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] free = starts.clone();
    for (int i = 0; i < weightOf.length; i++) {
      members[free[weightOf[i]]++] = i;
    }
  }

  /**
   * The indices of the candidates in the order of one cycle, in which each has exactly its share; or
   * null, when the weights have no common cycle that is short enough to be laid out.
   */
  static int @Nullable [] of(double[] weights) {
    int size = weights.length;
    int[] turns = Proportions.of(weights, Math.max(LENGTH, 4 * size));
    if (turns == null) {
      return null;
    }
    int length = Arrays.stream(turns).sum();
    int[] parts = Arrays.stream(turns).sorted().distinct().toArray();
    if ((long) length * parts.length > WORK * Math.max(size, WORK)) {
      return null;
    }
    int[] weightOf = new int[size];
    for (int i = 0; i < size; i++) {
      weightOf[i] = Arrays.binarySearch(parts, turns[i]);
    }
    return new SmoothCycle(parts, weightOf, length).order();
  }

  private int[] order() {
    int[] order = new int[length];
    int[] next = Arrays.copyOf(starts, parts.length);
    long[] credit = new long[parts.length];
    for (int step = 0; step < length; step++) {
      int best = richest(next, credit);
      order[step] = members[next[best]++];
      if (next[best] == starts[best + 1]) {
        // All of this weight have been picked equally often again: the first of them is next.
        next[best] = starts[best];
        credit[best] -= length;
      }
    }
    return order;
  }

  /** Adds a step's earnings and returns the weight whose next candidate has the most credit. */
  private int richest(int[] next, long[] credit) {
    int best = 0;
    long most = Long.MIN_VALUE;
    for (int i = 0; i < parts.length; i++) {
      credit[i] += parts[i];
      if (credit[i] > most || (credit[i] == most && members[next[i]] < members[next[best]])) {
        best = i;
        most = credit[i];
      }
    }
    return best;
  }
}
