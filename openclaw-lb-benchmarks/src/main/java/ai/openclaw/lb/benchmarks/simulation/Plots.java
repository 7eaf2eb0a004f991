package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.benchmarks.simulation.Svg.Anchor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The drawings of docs/balancing.md. */
final class Plots {
  private static final int LABEL = 210;
  private static final int CELL = 62;
  private static final int ROW = 22;
  private static final int BAR = 380;
  private static final Set<String> OURS =
      Rules.own().stream().map(Rule::name).collect(Collectors.toUnmodifiableSet());

  private Plots() {}

  /** Each rule's p99 in each scenario, as a multiple of the best rule's that has no weights. */
  static String p99(Table table) {
    List<String> scenarios = Goals.telling(table);
    List<String> rules =
        scenarios.isEmpty() ? List.of() : List.copyOf(table.of(scenarios.get(0)).keySet());
    Svg svg = new Svg(LABEL / 2 + 30 + CELL * rules.size(), 150 + ROW * scenarios.size());
    int left = LABEL / 2 + 20;
    svg.text("title", 10, 16, Anchor.START, "p99 as a multiple of the best rule without weights");
    for (int i = 0; i < rules.size(); i++) {
      String[] words = rules.get(i).replace("+", "_+ ").split("_");
      for (int word = 0; word < words.length; word++) {
        int y = 104 - 13 * (words.length - 1 - word);
        svg.text("small", left + CELL * i + CELL / 2, y, Anchor.MIDDLE, words[word]);
      }
    }
    for (int i = 0; i < scenarios.size(); i++) {
      int y = 120 + ROW * i;
      svg.text("", left - 8, y + ROW / 2, Anchor.END, scenarios.get(i));
      cells(svg, left, y, table.of(scenarios.get(i)));
    }
    return svg.text();
  }

  private static void cells(Svg svg, int left, int y, Map<String, Result> results) {
    long best = Goals.best(results).getValue().total().p99();
    int x = left;
    for (Result result : results.values()) {
      double ratio = result.total().p99() / (double) best;
      svg.box(kind(ratio), x + 1, y + 1, CELL - 2, ROW - 2);
      String shown = String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.0f", ratio);
      svg.text("small", x + CELL / 2, y + ROW / 2, Anchor.MIDDLE, shown);
      x += CELL;
    }
  }

  private static String kind(double ratio) {
    if (ratio <= 1.1) {
      return "good";
    }
    return ratio <= 1.5 ? "fair" : "poor";
  }

  /** The p99 of one scenario by rule, on a logarithmic axis from 1 s to 128 s. */
  static String latency(Table table, String scenario) {
    return bars(
        "p99 in " + scenario + ", ms (logarithmic, 1 s to 128 s)",
        table.of(scenario),
        result -> result.total().p99(),
        value -> (int) (BAR * Math.min(7, Math.max(0, log2(value / 1000.0))) / 7));
  }

  /** The failed calls of one scenario by rule, on a logarithmic axis. */
  static String errors(Table table, String scenario) {
    return bars(
        "Failed calls per 100,000 in " + scenario + " (logarithmic, 1 to 16,384)",
        table.of(scenario),
        result -> Math.round(100_000.0 * result.errors() / result.calls()),
        value -> (int) (BAR * Math.min(14, log2(Math.max(1, value))) / 14));
  }

  private static String bars(
      String title, Map<String, Result> results, ToLongFunction<Result> figure, Scale scale) {
    Svg svg = new Svg(LABEL + BAR + 80, 40 + ROW * results.size());
    svg.text("title", 10, 16, Anchor.START, title);
    int y = 32;
    for (Map.Entry<String, Result> entry : results.entrySet()) {
      long value = figure.applyAsLong(entry.getValue());
      int length = scale.length(value);
      svg.text("", LABEL - 8, y + ROW / 2, Anchor.END, entry.getKey());
      svg.box(OURS.contains(entry.getKey()) ? "ours" : "peer", LABEL, y + 3, length, ROW - 6);
      svg.text("", LABEL + length + 6, y + ROW / 2, Anchor.START, Long.toString(value));
      y += ROW;
    }
    svg.line("axis", LABEL, 30, LABEL, y + 2);
    return svg.text();
  }

  private static double log2(double value) {
    return StrictMath.log(value) / StrictMath.log(2);
  }

  private interface Scale {
    int length(double value);
  }
}
