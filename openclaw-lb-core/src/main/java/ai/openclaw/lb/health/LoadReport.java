package ai.openclaw.lb.health;

import java.util.OptionalDouble;

/**
 * What an agent says of its load. Immutable.
 *
 * @param cpuPercent CPU in use, from 0 to 100
 * @param memoryPercent memory in use, from 0 to 100
 */
public record LoadReport(OptionalDouble cpuPercent, OptionalDouble memoryPercent) {
  /** Nothing is known. */
  public static final LoadReport NONE =
      new LoadReport(OptionalDouble.empty(), OptionalDouble.empty());

  /**
   * Checks both components.
   *
   * @throws IllegalArgumentException if one is not from 0 to 100
   */
  public LoadReport {
    check("cpuPercent", cpuPercent);
    check("memoryPercent", memoryPercent);
  }

  private static void check(String component, OptionalDouble percent) {
    double value = percent.orElse(0);
    if (!(value >= 0 && value <= 100)) {
      throw new IllegalArgumentException(component + ": " + value + " (expected: 0 to 100)");
    }
  }

  /**
   * The load that a health answer speaks of: {@code {"load": {"cpu": 0.45, "memory": "60%"}}}. It is
   * looked for in the answer's object and in objects at most two below it; the one nearest to the
   * top counts. Objects whose names speak of limits, quotas, thresholds or maxima are passed over.
   *
   * <p>Names, in any case, with {@code _}, {@code -} or neither: {@code cpu}, {@code cpu_percent},
   * {@code cpu_usage}, {@code cpu_utilization}; the same of {@code mem} and {@code memory}. In one
   * object a longer name counts before the bare one, which often is an amount.
   *
   * <p>Values are numbers, or text of a number. Up to 1 they are shares (1 is 100 %), above 1 they
   * are percent; with a {@code %} behind them they are percent; under a name that ends in {@code
   * utilization} they are shares. A value out of range, or none at all, is not reported. What is not
   * JSON, or longer than 64 Ki characters, reports nothing. Never throws.
   */
  public static LoadReport fromJson(String body) {
    return AnswerLoad.read(body);
  }

  /**
   * The load in the response header {@code endpoint-load-metrics} of ORCA, <a
   * href="https://www.envoyproxy.io/docs/envoy/latest/api-v3/xds/data/orca/v3/orca_load_report.proto">Open
   * Request Cost Aggregation</a>: {@code TEXT cpu_utilization=0.3, mem_utilization=0.8} or {@code
   * JSON {"cpu_utilization": 0.3}}, with or without the word in front. {@code
   * application_utilization} stands in for an absent {@code cpu_utilization}. Values are shares; one
   * above 1 counts as 100 %, what is no number from 0 on is not reported. The binary form, and a
   * header of over 4 Ki characters, report nothing. Never throws.
   */
  public static LoadReport fromOrca(String headerValue) {
    return OrcaLoad.read(headerValue);
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return cpuPercent.isEmpty() && memoryPercent.isEmpty();
  }
}
