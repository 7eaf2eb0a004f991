package ai.openclaw.lb;

import ai.openclaw.lb.config.AttributeMatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code match} maps of rules, compiled: finds the first that fits a request without looking at
 * each. Immutable.
 *
 * <p>A rule is found by what it wants exactly: rules that want texts of the same attributes stand in
 * one hash table of these texts together (tuple space search: V. Srinivasan, S. Suri and G. Varghese,
 * "Packet classification using tuple space search", 1999). A rule that wants no text is found by its
 * longest prefix, {@code *} being the empty one. What is found so is compared in full, in the rules'
 * order, and only as long as it stands before the first that is known to fit.
 *
 * <p>Cost: for each attribute of the request one look-up, for each set of attributes that rules want
 * exactly another, and one comparison for each rule that wants the same texts, or a prefix of the
 * value. So 1,000 rules by text cost what 10 do. To build: O(rules).
 *
 * <p>Example: of {@code tier=vip kind=code}, {@code model=gpt-*} and {@code tier=[vip, std]}, the
 * first stands in the table of (kind, tier), the third twice in that of (tier), and the second under
 * the prefix "gpt-" of model.
 */
final class RuleIndex {
  /** No rule fits. */
  static final int NONE = -1;

  /** In how many places a rule stands at most that lists texts of several attributes. */
  private static final int PLACES = 64;

  /** What each rule wants of which attribute. */
  private final String[][] namesOf;

  private final AttributeMatch[][] wantedOf;

  private final Set<String> attributes = new LinkedHashSet<>();
  private final Map<String, ExactRules[]> exactBy = new HashMap<>();
  private final Map<String, PrefixRules> prefixedBy = new HashMap<>();

  /**
   * @param matches what each rule wants, one attribute at least
   */
  RuleIndex(List<Map<String, AttributeMatch>> matches) {
    this.namesOf = new String[matches.size()][];
    this.wantedOf = new AttributeMatch[matches.size()][];
    Map<List<String>, ExactRules.Builder> exact = new LinkedHashMap<>();
    Map<String, PrefixRules.Builder> prefixed = new HashMap<>();
    for (int rule = 0; rule < namesOf.length; rule++) {
      Map<String, AttributeMatch> match = matches.get(rule);
      namesOf[rule] = match.keySet().toArray(String[]::new);
      wantedOf[rule] = match.values().toArray(AttributeMatch[]::new);
      attributes.addAll(match.keySet());
      List<String> names = exactNames(match);
      if (names.isEmpty()) {
        Map.Entry<String, AttributeMatch> longest = longestPrefix(match);
        prefixed
            .computeIfAbsent(longest.getKey(), any -> new PrefixRules.Builder())
            .add(rule, longest.getValue());
      } else {
        exact.computeIfAbsent(names, ExactRules.Builder::new).add(rule, match);
      }
    }
    prefixed.forEach((name, builder) -> prefixedBy.put(name, builder.build()));
    distribute(exact);
  }

  /** Puts each table where the attribute leads to that the fewest tables have. */
  private void distribute(Map<List<String>, ExactRules.Builder> exact) {
    Map<String, Integer> tables = new HashMap<>();
    exact.keySet().forEach(names -> names.forEach(name -> tables.merge(name, 1, Integer::sum)));
    Map<String, List<ExactRules>> byName = new HashMap<>();
    exact.forEach((names, builder) -> {
      String rarest = Collections.min(names, Comparator.comparing(tables::get));
      byName.computeIfAbsent(rarest, any -> new ArrayList<>()).add(builder.build());
    });
    byName.forEach((name, rules) -> exactBy.put(name, rules.toArray(ExactRules[]::new)));
  }

  /** The attributes by whose texts a rule is found, in alphabetical order: as many as may be. */
  private static List<String> exactNames(Map<String, AttributeMatch> match) {
    List<Map.Entry<String, AttributeMatch>> exact = match.entrySet().stream()
        .filter(wanted -> wanted.getValue().prefixes().isEmpty())
        .sorted(Comparator.comparingInt(wanted -> wanted.getValue().texts().size()))
        .toList();
    List<String> names = new ArrayList<>();
    long places = 1;
    for (Map.Entry<String, AttributeMatch> wanted : exact) {
      places *= wanted.getValue().texts().size();
      if (names.isEmpty() || places <= PLACES) {
        names.add(wanted.getKey());
      }
    }
    return names.stream().sorted().toList();
  }

  /** The attribute whose shortest prefix is the longest, of a rule that wants no text alone. */
  private static Map.Entry<String, AttributeMatch> longestPrefix(
      Map<String, AttributeMatch> match) {
    return match.entrySet().stream()
        .max(Comparator.comparingInt(wanted -> shortest(wanted.getValue())))
        .orElseThrow();
  }

  private static int shortest(AttributeMatch match) {
    return match.prefixes().stream().mapToInt(String::length).min().orElse(0);
  }

  /** Every attribute that a rule reads. */
  Set<String> attributes() {
    return attributes;
  }

  /** The index of the first rule that fits these attributes, or {@link #NONE}. */
  int first(RequestContext context) {
    int first = Integer.MAX_VALUE;
    for (String name : context.names()) {
      ExactRules[] exact = exactBy.get(name);
      for (int i = 0; exact != null && i < exact.length && exact[i].first() < first; i++) {
        first = earlier(first, exact[i].find(context), context);
      }
      PrefixRules prefixed = prefixedBy.get(name);
      String value = prefixed == null ? null : context.value(name);
      if (prefixed != null && value != null) {
        first = prefixed.first(value, first, this, context);
      }
    }
    return first == Integer.MAX_VALUE ? NONE : first;
  }

  /**
   * The first of these rules that fits and stands before {@code first}, or {@code first}.
   *
   * @param rules in order
   */
  int earlier(int first, int[] rules, RequestContext context) {
    for (int rule : rules) {
      if (rule >= first) {
        return first;
      }
      if (fits(rule, context)) {
        return rule;
      }
    }
    return first;
  }

  private boolean fits(int rule, RequestContext context) {
    String[] names = namesOf[rule];
    AttributeMatch[] wanted = wantedOf[rule];
    for (int i = 0; i < names.length; i++) {
      if (!wanted[i].matches(context.value(names[i]))) {
        return false;
      }
    }
    return true;
  }
}
