package ai.openclaw.lb.benchmarks.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

/** What {@code adaptive} is to reach in each scenario, and whether it does: figures of p99. */
final class Goals {
  /** How far above the best rule's p99, or that of least connections, it may be. */
  static final double MARGIN = 1.1;

  private final List<Row> rows = new ArrayList<>();

  /** How many calls in a thousand may fail under the best rule for its p99 to say anything. */
  private static final long TELLING = 10;

  private record Row(String scenario, long ours, long best, String bestRule, long counting) {
    double toBest() {
      return ours / (double) best;
    }

    double toCounting() {
      return ours / (double) counting;
    }

    boolean reached() {
      return toBest() <= MARGIN && toCounting() <= MARGIN;
    }
  }

  /** Judges the scenarios of a table. */
  static Goals of(Table table) {
    Goals goals = new Goals();
    for (String scenario : telling(table)) {
      Map<String, Result> results = table.of(scenario);
      Entry<String, Result> best = best(results);
      goals.rows.add(new Row(
          scenario,
          p99(results, "adaptive"),
          best.getValue().total().p99(),
          best.getKey(),
          p99(results, "least_connections")));
    }
    return goals;
  }

  /** The scenarios in which a p99 is a time, and not just that one call in a hundred failed. */
  static List<String> telling(Table table) {
    return table.scenarios().stream()
        .filter(scenario -> {
          Result best = best(table.of(scenario)).getValue();
          return best.errors() * 1000 < TELLING * best.calls();
        })
        .toList();
  }

  private static long p99(Map<String, Result> results, String rule) {
    Result result = results.get(rule);
    if (result == null) {
      throw new IllegalArgumentException(
          "rule: " + rule + " (expected: one of " + results.keySet() + ")");
    }
    return result.total().p99();
  }

  /** The rule of the least p99 that is not told the agents' speeds. */
  static Entry<String, Result> best(Map<String, Result> results) {
    return results.entrySet().stream()
        .filter(entry -> !entry.getKey().endsWith("+weights"))
        .min(Comparator.comparingLong(entry -> entry.getValue().total().p99()))
        .orElseThrow();
  }

  /** The scenarios in which a goal is missed. */
  List<String> missed() {
    return rows.stream().filter(row -> !row.reached()).map(Row::scenario).toList();
  }

  /** A table for a page. */
  List<String> markdown() {
    List<String> lines = new ArrayList<>();
    lines.add("| scenario | adaptive p99 ms | best p99 ms | by | ratio"
        + " | least_connections p99 ms | ratio | within 10 % |");
    lines.add("|---|---|---|---|---|---|---|---|");
    for (Row row : rows) {
      lines.add(String.format(
          Locale.ROOT,
          "| %s | %d | %d | %s | %.2f | %d | %.2f | %s |",
          row.scenario,
          row.ours,
          row.best,
          row.bestRule,
          row.toBest(),
          row.counting,
          row.toCounting(),
          row.reached() ? "yes" : "**no**"));
    }
    return lines;
  }

  /** A table of what becomes of calls in the scenarios that no rule survives unharmed. */
  static List<String> harm(Table table) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| scenario | rule | failed of 1,000 | attempts for 1,000 calls | well again after s |");
    lines.add("|---|---|---|---|---|");
    for (String scenario : table.scenarios()) {
      if (!telling(table).contains(scenario)) {
        table
            .of(scenario)
            .forEach((rule, result) -> lines.add(String.format(
                Locale.ROOT,
                "| %s | %s | %d | %d | %s |",
                scenario,
                rule,
                1000 * result.errors() / result.calls(),
                result.amplification(),
                result.recoverMillis() < 0 ? "never" : result.recoverMillis() / 1000)));
      }
    }
    return lines;
  }
}
