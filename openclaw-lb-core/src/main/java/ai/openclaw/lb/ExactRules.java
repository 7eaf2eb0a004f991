package ai.openclaw.lb;

import ai.openclaw.lb.config.AttributeMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rules that want texts of the same attributes, in a hash table of these texts. Immutable.
 *
 * <p>Cost: one look-up of each attribute, and one in the table, whatever the number of rules.
 */
final class ExactRules {
  private static final int[] NO_RULES = {};

  private final String[] names;
  private final int first;

  /** The hash of each taken slot; a power of two of them, half of them free at least. */
  private final long[] hashes;

  /** The texts of each taken slot, in the order of the names. */
  private final String[][] texts;

  /** The rules of each slot, in order; empty where it is free. */
  private final int[][] rules;

  private ExactRules(List<String> names, Map<List<String>, List<Integer>> byTexts) {
    this.names = names.toArray(String[]::new);
    int slots = Integer.highestOneBit(byTexts.size()) * 4;
    this.hashes = new long[slots];
    this.texts = new String[slots][];
    this.rules = new int[slots][];
    Arrays.fill(rules, NO_RULES);
    int least = Integer.MAX_VALUE;
    for (Map.Entry<List<String>, List<Integer>> entry : byTexts.entrySet()) {
      int slot = free(entry.getKey());
      rules[slot] = entry.getValue().stream().mapToInt(Integer::intValue).toArray();
      least = Math.min(least, rules[slot][0]);
    }
    this.first = least;
  }

  /** Takes a free slot for these texts. */
  private int free(List<String> wanted) {
    long hash = 0;
    for (String text : wanted) {
      hash = mix(hash, text);
    }
    int slot = (int) hash & (hashes.length - 1);
    while (rules[slot].length > 0) {
      slot = (slot + 1) & (hashes.length - 1);
    }
    hashes[slot] = hash;
    texts[slot] = wanted.toArray(String[]::new);
    return slot;
  }

  /** The first of all rules here. */
  int first() {
    return first;
  }

  /** Those rules, in order, that want the texts which the request has. */
  int[] find(RequestContext context) {
    long hash = 0;
    String value = null;
    for (String name : names) {
      value = context.value(name);
      if (value == null || value.length() > AttributeMatch.LONGEST_VALUE) {
        return NO_RULES;
      }
      hash = mix(hash, value);
    }
    int slot = (int) hash & (hashes.length - 1);
    while (rules[slot].length > 0 && !(hashes[slot] == hash && isOf(texts[slot], value, context))) {
      slot = (slot + 1) & (hashes.length - 1);
    }
    return rules[slot];
  }

  /** Whether the request has these texts; {@code last} is its value of the last name. */
  private boolean isOf(String[] wanted, @Nullable String last, RequestContext context) {
    for (int i = 0; i < names.length - 1; i++) {
      if (!wanted[i].equals(context.value(names[i]))) {
        return false;
      }
    }
    return wanted[names.length - 1].equals(last);
  }

  /** Texts that differ by a number at the end must not come to the same in another order. */
  private static long mix(long hash, String value) {
    long mixed = (hash ^ value.hashCode()) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  /** Collects rules, in their order, that want texts of the same attributes. */
  static final class Builder {
    private final List<String> names;
    private final Map<List<String>, List<Integer>> byTexts = new LinkedHashMap<>();

    Builder(List<String> names) {
      this.names = names;
    }

    void add(int rule, Map<String, AttributeMatch> match) {
      add(rule, match, List.of());
    }

    private void add(int rule, Map<String, AttributeMatch> match, List<String> before) {
      if (before.size() == names.size()) {
        byTexts.computeIfAbsent(before, none -> new ArrayList<>()).add(rule);
        return;
      }
      AttributeMatch wanted = Objects.requireNonNull(match.get(names.get(before.size())));
      for (String text : wanted.texts()) {
        List<String> texts = new ArrayList<>(before);
        texts.add(text);
        add(rule, match, texts);
      }
    }

    ExactRules build() {
      return new ExactRules(names, byTexts);
    }
  }
}
