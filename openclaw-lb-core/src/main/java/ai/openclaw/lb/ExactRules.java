package ai.openclaw.lb;

import ai.openclaw.lb.config.AttributeMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rules that want texts of the same attributes, in a hash table of these texts. Texts of one hash
 * share an entry: what is found is still to be compared. Immutable.
 *
 * <p>Cost: one look-up of each attribute, and one in the table, whatever the number of rules.
 */
final class ExactRules {
  private static final int[] NO_RULES = {};

  private final String[] names;
  private final int first;

  /** The hash of each taken slot; a power of two of them, half of them free at least. */
  private final long[] hashes;

  /** The rules of each slot, in order; empty where it is free. */
  private final int[][] rules;

  private ExactRules(List<String> names, Map<Long, List<Integer>> byHash) {
    this.names = names.toArray(String[]::new);
    int slots = Integer.highestOneBit(byHash.size()) * 4;
    this.hashes = new long[slots];
    this.rules = new int[slots][];
    Arrays.fill(rules, NO_RULES);
    int least = Integer.MAX_VALUE;
    for (Map.Entry<Long, List<Integer>> entry : byHash.entrySet()) {
      int slot = slot(entry.getKey());
      hashes[slot] = entry.getKey();
      rules[slot] = entry.getValue().stream().mapToInt(Integer::intValue).toArray();
      least = Math.min(least, rules[slot][0]);
    }
    this.first = least;
  }

  /** The first of all rules here. */
  int first() {
    return first;
  }

  /** Those rules, in order, that may want what the request has: all that do, and hardly another. */
  int[] find(RequestContext context) {
    long hash = 0;
    for (String name : names) {
      String value = context.value(name);
      if (value == null || value.length() > AttributeMatch.LONGEST_VALUE) {
        return NO_RULES;
      }
      hash = mix(hash, value);
    }
    return rules[slot(hash)];
  }

  /** The slot of this hash, or the free one that it would get. */
  private int slot(long hash) {
    int slot = (int) hash & (hashes.length - 1);
    while (rules[slot].length > 0 && hashes[slot] != hash) {
      slot = (slot + 1) & (hashes.length - 1);
    }
    return slot;
  }

  /** Texts that differ by a number at the end must not come to the same in another order. */
  private static long mix(long hash, String value) {
    long mixed = (hash ^ value.hashCode()) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  /** Collects rules, in their order, that want texts of the same attributes. */
  static final class Builder {
    private final List<String> names;
    private final Map<Long, List<Integer>> byHash = new LinkedHashMap<>();

    Builder(List<String> names) {
      this.names = names;
    }

    void add(int rule, Map<String, AttributeMatch> match) {
      add(rule, match, 0, 0);
    }

    private void add(int rule, Map<String, AttributeMatch> match, int depth, long hash) {
      if (depth == names.size()) {
        byHash.computeIfAbsent(hash, none -> new ArrayList<>()).add(rule);
        return;
      }
      AttributeMatch wanted = Objects.requireNonNull(match.get(names.get(depth)));
      for (String text : wanted.texts()) {
        add(rule, match, depth + 1, mix(hash, text));
      }
    }

    ExactRules build() {
      return new ExactRules(names, byHash);
    }
  }
}
