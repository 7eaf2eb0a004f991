package ai.openclaw.lb.benchmarks.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the algorithms are to reach in the simulation, and whether they do. */
final class Goals {
  private static final String OURS = "adaptive";
  private static final String COUNTING = "least_connections";

  private final List<String> lines = new ArrayList<>();

  /** Judges the scenarios of a table. */
  static Goals of(Table table) {
    Goals goals = new Goals();
    goals.lines.add(String.format(
        Locale.ROOT,
        "%-12s %9s %9s %7s  %-28s %9s %7s",
        "p99 ms",
        OURS,
        "best",
        "ratio",
        "best rule without weights",
        "least_c.",
        "ratio"));
    table.scenarios().forEach(scenario -> goals.judge(scenario, table.of(scenario)));
    return goals;
  }

  List<String> lines() {
    return lines;
  }

  private void judge(String scenario, Map<String, Result> results) {
    Result ours = results.get(OURS);
    Result counting = results.get(COUNTING);
    Map.Entry<String, Result> best = results.entrySet().stream()
        .filter(entry -> !entry.getKey().endsWith("+weights"))
        .min(Comparator.comparingLong(entry -> p99(entry.getValue())))
        .orElse(null);
    if (ours == null || counting == null || best == null) {
      return;
    }
    double toBest = (double) p99(ours) / p99(best.getValue());
    double toCounting = (double) p99(ours) / p99(counting);
    lines.add(String.format(
        Locale.ROOT,
        "%-12s %9d %9d %7.2f%s %-28s %9d %7.2f%s",
        scenario,
        p99(ours),
        p99(best.getValue()),
        toBest,
        toBest > 1.1 ? "!" : " ",
        best.getKey(),
        p99(counting),
        toCounting,
        toCounting > 1.1 ? "!" : " "));
  }

  private static long p99(Result result) {
    return result.total().p99();
  }
}
