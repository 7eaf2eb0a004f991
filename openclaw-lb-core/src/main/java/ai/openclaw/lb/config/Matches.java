package ai.openclaw.lb.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The {@code match} maps of rules and routes; an empty one is the default. */
final class Matches {
  static final String DEFAULT_LAST = "one default at most, and last";

  private Matches() {}

  /** An unmodifiable copy in the same order, every name checked. */
  static Map<String, AttributeMatch> copy(Map<String, AttributeMatch> match) {
    match.forEach((attribute, value) -> {
      Rules.NAME.check("match", attribute);
      Objects.requireNonNull(value, "match." + attribute);
    });
    return Collections.unmodifiableMap(new LinkedHashMap<>(match));
  }

  /** From texts as a document would have them, one for each attribute. */
  static Map<String, AttributeMatch> of(Map<String, String> match) {
    Map<String, AttributeMatch> parsed = new LinkedHashMap<>();
    match.forEach((attribute, pattern) -> parsed.put(attribute, AttributeMatch.of(pattern)));
    return parsed;
  }

  /** Reads {@code match}; null where it is absent, or wrong as a whole. */
  static @Nullable Map<String, AttributeMatch> read(Section entry, Problems problems) {
    Map<String, Node> values = entry.named("match");
    if (values == null) {
      return null;
    }
    Map<String, AttributeMatch> match = new LinkedHashMap<>();
    values.forEach((attribute, value) -> {
      AttributeMatch wanted = AttributeMatch.read(value, problems);
      if (wanted != null) {
        match.put(attribute, wanted);
      }
    });
    return match;
  }

  /**
   * Whether every request that fits {@code later} fits {@code earlier}, as far as this can be told of
   * the two alone.
   */
  static boolean covers(Map<String, AttributeMatch> earlier, Map<String, AttributeMatch> later) {
    for (Map.Entry<String, AttributeMatch> wanted : earlier.entrySet()) {
      AttributeMatch same = later.get(wanted.getKey());
      if (same == null || !wanted.getValue().covers(same)) {
        return false;
      }
    }
    return true;
  }

  /** The index of the first default that is not the last entry, or -1. */
  static int misplacedDefault(List<Map<String, AttributeMatch>> matches) {
    for (int i = 0; i < matches.size() - 1; i++) {
      if (matches.get(i).isEmpty()) {
        return i;
      }
    }
    return -1;
  }

  static void checkOrder(String key, List<Map<String, AttributeMatch>> matches) {
    int misplaced = misplacedDefault(matches);
    if (misplaced >= 0) {
      String where = key + "[" + misplaced + "]";
      throw new IllegalArgumentException(Shown.problem(where, "default", DEFAULT_LAST));
    }
  }
}
