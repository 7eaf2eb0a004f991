package ai.openclaw.lb.benchmarks.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results of scenarios under rules, in the order in which they were computed. */
final class Table {
  private final Map<String, Map<String, Result>> results = new LinkedHashMap<>();

  /** Runs every scenario under every rule, once for each of the seeds 1 to {@code seeds}. */
  static Table of(List<Scenario> scenarios, List<Rule> rules, int seeds) {
    Table table = new Table();
    for (Scenario scenario : scenarios) {
      for (Rule rule : rules) {
        table
            .results
            .computeIfAbsent(scenario.name(), name -> new LinkedHashMap<>())
            .put(rule.name(), result(scenario, rule, seeds));
      }
    }
    return table;
  }

  private static Result result(Scenario scenario, Rule rule, int seeds) {
    Tally tally = new Tally();
    for (int seed = 1; seed <= seeds; seed++) {
      new Simulation(scenario, rule, seed, tally).run();
    }
    return tally.result();
  }

  /** The scenarios' names. */
  List<String> scenarios() {
    return List.copyOf(results.keySet());
  }

  /** The results of a scenario by the rules' names. */
  Map<String, Result> of(String scenario) {
    return results.getOrDefault(scenario, Map.of());
  }

  /** A line for each case. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    results.forEach((scenario, byRule) -> byRule.forEach((rule, result) ->
        lines.add(String.format(Locale.ROOT, "%s %s %s", scenario, rule, result.line()))));
    return lines;
  }
}
