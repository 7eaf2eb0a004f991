package ai.openclaw.lb.benchmarks;

import java.util.ArrayList;
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
 * of another machine or day, and leaves margins that a busy machine's noise does not cross; what it
 * catches is a pick that starts to lock, to allocate or to scan. Exits with 1 where a bound is broken.
 */
public final class Gate {
  private static final TimeValue ITERATION = TimeValue.milliseconds(400);
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private final Map<String, RunResult> results = new TreeMap<>();
  private final List<String> broken = new ArrayList<>();

  private Gate() {}

  /** Runs the benchmarks, prints what they measured and what bounds it, and exits. */
  public static void main(String[] arguments) throws RunnerException {
    Gate gate = new Gate();
    gate.run(benchmark(PickBenchmark.class, "pick").param("agents", "3").param("weights", "equal"));
    gate.run(benchmark(PickFloor.class, "increment").param("agents", "3"));
    gate.run(benchmark(AcquireBenchmark.class, "acquireAndComplete")
        .param("agents", "3")
        .param("algorithm", "round_robin"));
    gate.run(benchmark(AcquireBenchmark.Floor.class, "accounting"));
    gate.run(benchmark(InterceptorBenchmark.class, ".*Call"));
    gate.check();
    if (!gate.broken.isEmpty()) {
      System.out.println("Broken: " + String.join(", ", gate.broken));
      System.exit(1);
    }
  }

  private static ChainedOptionsBuilder benchmark(Class<?> type, String method) {
    return new OptionsBuilder()
        .include("^" + type.getCanonicalName().replace(".", "\\.") + "\\." + method + "$")
        .forks(1)
        .threads(1)
        .warmupIterations(3)
        .warmupTime(ITERATION)
        .measurementIterations(5)
        .measurementTime(ITERATION)
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private void run(ChainedOptionsBuilder options) throws RunnerException {
    for (RunResult result : new Runner(options.build()).run()) {
      String algorithm = result.getParams().getParam("algorithm");
      String[] path = result.getParams().getBenchmark().split("\\.");
      String name = path[path.length - 1] + (algorithm == null ? "" : " " + algorithm);
      results.put(name, result);
    }
  }

  private void check() {
    System.out.printf(Locale.ROOT, "%-44s %10s %10s%n", "measured", "ns/op", "B/op");
    results.forEach((name, result) ->
        System.out.printf(Locale.ROOT, "%-44s %10.1f %10.1f%n", name, nanos(name), bytes(name)));
    System.out.printf(Locale.ROOT, "%n%-64s %8s %8s%n", "bound", "value", "at most");
    bound("pick round_robin / shared increment", ratio("pick round_robin", "increment"), 3);
    bound(
        "pick weighted_round_robin / shared increment",
        ratio("pick weighted_round_robin", "increment"),
        4);
    results.keySet().stream()
        .filter(name -> name.startsWith("pick "))
        .forEach(name -> bound(name + ", bytes allocated", bytes(name), 0.5));
    bound(
        "acquire and complete / accounting by hand",
        ratio("acquireAndComplete round_robin", "accounting"),
        4);
    bound("acquire and complete, bytes allocated", bytes("acquireAndComplete round_robin"), 64);
    bound("interceptor, bytes allocated", bytes("balancedCall") - bytes("plainCall"), 2048);
    bound("interceptor / bare call", ratio("balancedCall", "plainCall"), 8);
  }

  private void bound(String what, double value, double atMost) {
    boolean holds = value <= atMost;
    System.out.printf(
        Locale.ROOT, "%-64s %8.2f %8.1f%s%n", what, value, atMost, holds ? "" : "  BROKEN");
    if (!holds) {
      broken.add(what);
    }
  }

  private double ratio(String name, String floor) {
    return nanos(name) / nanos(floor);
  }

  /** The fastest iteration: what the code costs when the machine lets it run. */
  private double nanos(String name) {
    return result(name).getPrimaryResult().getStatistics().getMin();
  }

  private double bytes(String name) {
    Result<?> allocated = result(name).getSecondaryResults().get(ALLOCATED);
    return allocated.getScore();
  }

  private RunResult result(String name) {
    RunResult result = results.get(name);
    if (result == null) {
      throw new IllegalStateException(
          "no result of " + name + " (expected: one of " + results.keySet() + ")");
    }
    return result;
  }
}
