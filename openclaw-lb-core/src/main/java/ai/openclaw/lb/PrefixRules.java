package ai.openclaw.lb;

import ai.openclaw.lb.config.AttributeMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rules by prefixes of one attribute's value, in one sorted table. Of the prefixes that are not behind
 * the value the last is the longest that the value begins with, or that one is among those which it
 * begins with itself; each knows the next shorter one. Immutable.
 *
 * <p>Cost: a binary search, and one step for each prefix that the found one begins with.
 *
 * <p>Example: over "", "gpt-", "gpt-4" and "o1", the value "gpt-5" finds "gpt-4", from there "gpt-", which
 * it begins with, and "".
 */
final class PrefixRules {
  private static final int NONE = -1;

  /** In the order of their UTF-16 code units, as compareTo has it. */
  private final String[] prefixes;

  /** The index of the longest other prefix that each begins with, or {@link #NONE}. */
  private final int[] shorter;

  /** The rules of each, in order. */
  private final int[][] rules;

  private PrefixRules(SortedMap<String, List<Integer>> byPrefix) {
    this.prefixes = byPrefix.keySet().toArray(String[]::new);
    this.rules = byPrefix.values().stream()
        .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
    this.shorter = new int[prefixes.length];
    for (int i = 0; i < prefixes.length; i++) {
      shorter[i] = beginning(prefixes[i], i - 1);
    }
  }

  /** The longest prefix of {@code value}, from this one on. */
  private int beginning(String value, int from) {
    int prefix = from;
    while (prefix != NONE && !value.startsWith(prefixes[prefix])) {
      prefix = shorter[prefix];
    }
    return prefix;
  }

  /** The first rule that fits the request and stands before {@code first}, or {@code first}. */
  int first(String value, int first, RuleIndex index, RequestContext context) {
    int earliest = first;
    for (int i = longest(value); i != NONE; i = shorter[i]) {
      earliest = index.earlier(earliest, rules[i], context);
    }
    return earliest;
  }

  private int longest(String value) {
    if (value.length() > AttributeMatch.LONGEST_VALUE) {
      return prefixes[0].isEmpty() ? 0 : NONE;
    }
    int found = Arrays.binarySearch(prefixes, value);
    return found >= 0 ? found : beginning(value, -found - 2);
  }

  /** Collects rules, in their order, by what they want of one attribute. */
  static final class Builder {
    private final SortedMap<String, List<Integer>> byPrefix = new TreeMap<>();

    /** A text beside prefixes is looked for as a prefix, too; the comparison in full follows. */
    void add(int rule, AttributeMatch wanted) {
      wanted.texts().forEach(text -> add(rule, text));
      wanted.prefixes().forEach(prefix -> add(rule, prefix));
    }

    private void add(int rule, String prefix) {
      byPrefix.computeIfAbsent(prefix, none -> new ArrayList<>()).add(rule);
    }

    PrefixRules build() {
      return new PrefixRules(byPrefix);
    }
  }
}
