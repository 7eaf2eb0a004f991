package ai.openclaw.lb.strategy;

import java.util.Arrays;
import java.util.List;

/** What a selector picks. */
final class Picks {
  private Picks() {}

  static String text(Selector selector, int picks) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < picks; i++) {
      text.append(selector.pick(i, Exclusions.NONE));
    }
    return text.toString();
  }

  static int[] count(Selector selector, int agents, int picks, Exclusions excluded) {
    int[] counts = new int[agents];
    for (int i = 0; i < picks; i++) {
      counts[selector.pick(KeyHash.mix(i), excluded)]++;
    }
    return counts;
  }

  static List<Integer> list(int[] counts) {
    return Arrays.stream(counts).boxed().toList();
  }

  /** The largest count over the mean. */
  static double unevenness(int[] counts) {
    int max = Arrays.stream(counts).max().orElseThrow();
    return max / Arrays.stream(counts).average().orElseThrow();
  }
}
