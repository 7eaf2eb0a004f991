package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.benchmarks.throughput.Row;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The short benchmark run of CI. It compares figures of one run with each other, never with figures
 * of another machine or day, in processor time (see {@link CpuTime}), and leaves margins that a busy
 * machine's noise does not cross; what it catches is a pick that starts to lock, to allocate or to
 * scan. Exits with 1 where a bound is broken.
 */
public final class Gate {
  private static final long ITERATION_MILLIS = 300;

  /** Where this many threads wait for each processor, code takes as much longer to be compiled. */
  private static final double MOST_PATIENCE = 4;

  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final String NO_BYTE = "0 B";

  /** How many times the rate of its row an algorithm's picks sustain on one thread. */
  private static final double HEADROOM = 10_000;

  private final Map<String, RunResult> results = new TreeMap<>();
  private final Report measured = new Report("Measured", List.of("what", "ns/op", "B/op"));
  private final Report bounds =
      new Report("Benchmark gate", List.of("bound", "value", "at most", "goal", "verdict"));

  private Gate() {}

  /** Runs the benchmarks, prints what they measured and what bounds it, and exits. */
  public static void main(String[] arguments) throws RunnerException, IOException {
    Gate gate = new Gate();
    gate.measure();
    gate.checkPicks();
    gate.checkAttempts();
    gate.checkRates();
    gate.results.forEach((name, result) ->
        gate.measured.line(true, name, text(gate.nanos(name)), text(gate.bytes(name))));
    gate.measured.print("Least processor time of 5 iterations.");
    gate.bounds.print("The goal is what the figure is on a quiet machine; the bound leaves room.");
    System.exit(gate.bounds.holds() ? 0 : 1);
  }

  private void measure() throws RunnerException {
    run(benchmark(PickBenchmark.class, "pick").param("agents", "3").param("weights", "equal"));
    run(benchmark(PickBenchmark.class, "pick")
        .param("agents", "128")
        .param("weights", "1:2:3")
        .param("algorithm", "weighted_round_robin", "least_connections"));
    run(benchmark(PickFloor.class, "increment").param("agents", "3"));
    run(benchmark(AcquireBenchmark.class, "acquireAndComplete")
        .param("agents", "3")
        .param("algorithm", "round_robin", "least_connections"));
    run(benchmark(AcquireBenchmark.Floor.class, "accounting"));
    run(benchmark(InterceptorBenchmark.class, ".*Call"));
    run(benchmark(MetricsBenchmark.class, "attempt"));
    run(benchmark(AffinityBenchmark.class, "known")
        .param("agents", "3")
        .param("method", "none", "cookie"));
    run(benchmark(QuotaBenchmark.class, "acquire.*"));
    run(benchmark(RoutingBenchmark.class, "with.*").param("rules", "10").param("form", "texts"));
    run(benchmark(PickRateBenchmark.class, "pick"));
  }

  private static ChainedOptionsBuilder benchmark(Class<?> type, String method) {
    return new OptionsBuilder()
        .include("^" + type.getCanonicalName().replace(".", "\\.") + "\\." + method + "$")
        .forks(1)
        .threads(1)
        .warmupIterations(3)
        .warmupTime(TimeValue.milliseconds((long) (ITERATION_MILLIS * patience())))
        .measurementIterations(5)
        .measurementTime(TimeValue.milliseconds(ITERATION_MILLIS))
        .addProfiler(GCProfiler.class)
        .addProfiler(CpuTime.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private static double patience() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    double waiting = system.getSystemLoadAverage() / system.getAvailableProcessors();
    return Math.min(MOST_PATIENCE, Math.max(1, waiting));
  }

  /** Results go by the benchmark's name and those of its parameters. */
  private void run(ChainedOptionsBuilder options) throws RunnerException {
    for (RunResult result : new Runner(options.build()).run()) {
      String[] path = result.getParams().getBenchmark().split("\\.");
      StringBuilder name = new StringBuilder(path[path.length - 2] + "." + path[path.length - 1]);
      for (String key : result.getParams().getParamsKeys()) {
        name.append(' ').append(result.getParams().getParam(key));
      }
      results.put(name.toString(), result);
    }
  }

  private void checkPicks() {
    String increment = "PickFloor.increment 3";
    bound("pick round_robin / increment", ratio(pick("round_robin"), increment), 2.5, "1.3");
    bound(
        "pick weighted_round_robin / increment",
        ratio(pick("weighted_round_robin"), increment),
        3,
        "1.5");
    bound(
        "pick weighted_round_robin of 128 / of 3",
        ratio("PickBenchmark.pick 128 weighted_round_robin 1:2:3", pick("weighted_round_robin")),
        3,
        "1.1");
    bound(
        "pick least_connections of 128 / of 3",
        ratio("PickBenchmark.pick 128 least_connections 1:2:3", pick("least_connections")),
        8,
        "3");
    results.keySet().stream()
        .filter(name -> name.startsWith("PickBenchmark"))
        .forEach(name -> bound(name + ", B", bytes(name), 0.5, NO_BYTE));
  }

  private void checkAttempts() {
    String attempt = "AcquireBenchmark.acquireAndComplete 3 round_robin";
    String full = "MetricsBenchmark.attempt true";
    bound("attempt / accounting by hand", ratio(attempt, "Floor.accounting"), 2.5, "1.5");
    bound("attempt, B", bytes(attempt), 64, "40 B");
    bound(
        "attempt with metrics / without", ratio(full, "MetricsBenchmark.attempt false"), 4, "1.5");
    bound(
        "sessions, quota and rules, B",
        added("AffinityBenchmark.known 3 cookie", "AffinityBenchmark.known 3 none")
            + added("QuotaBenchmark.acquireWithQuota", "QuotaBenchmark.acquireWithout")
            + added(
                "RoutingBenchmark.withRules texts 10", "RoutingBenchmark.withoutRules texts 10"),
        200,
        "200 B");
    bound(
        "interceptor, B",
        added("InterceptorBenchmark.balancedCall", "InterceptorBenchmark.plainCall"),
        2048,
        "2048 B");
  }

  private void checkRates() {
    for (Row row : List.of(
        Row.ROUND_ROBIN, Row.WEIGHTED_ROUND_ROBIN, Row.LEAST_CONNECTIONS, Row.SMART_ROUTING)) {
      double picks = 1e9 / nanos("PickRateBenchmark.pick " + row.algorithm());
      double share = HEADROOM * row.rate() / picks;
      bound("10,000 x the table's rate / picks, " + row.algorithm(), share, 2, "1");
    }
  }

  private void bound(String what, double value, double atMost, String goal) {
    boolean holds = value <= atMost;
    bounds.line(holds, what, text(value), text(atMost), goal, holds ? "holds" : "BROKEN");
  }

  private static String pick(String algorithm) {
    return "PickBenchmark.pick 3 " + algorithm + " equal";
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private double ratio(String name, String floor) {
    return nanos(name) / nanos(floor);
  }

  private double added(String name, String without) {
    return bytes(name) - bytes(without);
  }

  /** The fastest iteration: what the code costs when the machine lets it run. */
  private double nanos(String name) {
    return secondary(name, CpuTime.NAME).getStatistics().getMin();
  }

  private double bytes(String name) {
    return secondary(name, ALLOCATED).getScore();
  }

  private Result<?> secondary(String name, String key) {
    RunResult result = results.get(name);
    if (result == null) {
      throw new IllegalStateException(
          "no result of " + name + " (expected: one of " + results.keySet() + ")");
    }
    Result<?> secondary = result.getSecondaryResults().get(key);
    if (secondary == null) {
      throw new IllegalStateException("no " + key + " of " + name + " (expected: a profiler's)");
    }
    return secondary;
  }
}
