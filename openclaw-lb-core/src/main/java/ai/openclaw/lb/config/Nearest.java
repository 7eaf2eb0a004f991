package ai.openclaw.lb.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The known name that a mistyped one most likely stands for, by Levenshtein distance: at most a
 * third of its characters may differ. Cost: O(n m) a name; long names, and names after the first
 * 200, are not looked at.
 *
 * <p>Example: {@code algoritm} is one insertion from {@code algorithm}.
 */
final class Nearest {
  private static final int LONGEST = 40;
  private static final int MOST = 200;

  private Nearest() {}

  static @Nullable String to(String name, Collection<String> known) {
    if (name.length() > LONGEST) {
      return null;
    }
    String nearest = null;
    int least = Math.max(1, name.length() / 3) + 1;
    int looked = 0;
    for (String candidate : known) {
      if (looked++ == MOST) {
        break;
      }
      if (Math.abs(candidate.length() - name.length()) >= least) {
        continue;
      }
      int distance = distance(name, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
