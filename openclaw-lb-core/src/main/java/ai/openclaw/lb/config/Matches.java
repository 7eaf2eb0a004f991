package ai.openclaw.lb.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code match} maps of rules and routes; an empty one is the default. */
final class Matches {
  static final String DEFAULT_LAST = "one default at most, and last";

  private Matches() {}

  /** An unmodifiable copy in the same order, every name and value checked. */
  static Map<String, String> copy(Map<String, String> match) {
    match.forEach((attribute, value) -> {
      Rules.NAME.check("match", attribute);
      Rules.LABEL.check("match." + attribute, value);
    });
    return Collections.unmodifiableMap(new LinkedHashMap<>(match));
  }

  /** The index of the first default that is not the last entry, or -1. */
  static int misplacedDefault(List<Map<String, String>> matches) {
    for (int i = 0; i < matches.size() - 1; i++) {
      if (matches.get(i).isEmpty()) {
        return i;
      }
    }
    return -1;
  }

  static void checkOrder(String key, List<Map<String, String>> matches) {
    int misplaced = misplacedDefault(matches);
    if (misplaced >= 0) {
      String where = key + "[" + misplaced + "]";
      throw new IllegalArgumentException(Shown.problem(where, "default", DEFAULT_LAST));
    }
  }
}
