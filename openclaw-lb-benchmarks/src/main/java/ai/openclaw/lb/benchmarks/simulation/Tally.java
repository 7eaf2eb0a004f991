package ai.openclaw.lb.benchmarks.simulation;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of the runs of one scenario under one rule, over all seeds. Calls count by the time
 * of their arrival. A failed call counts as one that took as long as any may, so errors make no
 * percentile better. For one thread.
 */
final class Tally {
  /** Successes are watched in slices of so many seconds, to see when a fault is over for callers. */
  private static final int SLICE_SECONDS = 5;

  private static final double RECOVERED = 0.99;

  private final Samples total = new Samples();
  private final Samples firstByte = new Samples();
  private final FaultWatch faults = new FaultWatch();
  private final Samples recovery = new Samples();
  private boolean neverRecovered;
  private long calls;
  private long attempts;
  private long errors;
  private long seconds;
  private long affine;
  private long affinity;
  private long[] picks = {};
  private double[] capacity = {};

  // Of the present run.
  private @Nullable EventLoop loop;
  private long from;
  private long to;
  private long longestNanos;
  private long troubleEndedAt;
  private int[] lastAgents = {};
  private int[] sliceCalls = {};
  private int[] sliceErrors = {};

  /** Begins a run. */
  void begin(EventLoop newLoop, Scenario scenario) {
    Traffic traffic = scenario.traffic();
    loop = newLoop;
    faults.begin(newLoop);
    from = traffic.warmUpNanos();
    to = traffic.endNanos();
    seconds += traffic.seconds();
    longestNanos = scenario.client().longestNanos();
    troubleEndedAt = to;
    lastAgents = new int[traffic.sessions()];
    Arrays.fill(lastAgents, -1);
    sliceCalls = new int[1 + traffic.seconds() / SLICE_SECONDS];
    sliceErrors = new int[sliceCalls.length];
    List<Double> speeds = scenario.speeds();
    capacity = speeds.stream().mapToDouble(Double::doubleValue).toArray();
    picks = Arrays.copyOf(picks, capacity.length);
  }

  /** Ends a run. */
  void end() {
    if (troubleEndedAt < to) {
      noteRecovery();
    }
    faults.end();
  }

  private void noteRecovery() {
    long recovered = troubleEndedAt;
    int first = (int) ((troubleEndedAt - from) / EventLoop.SECOND / SLICE_SECONDS);
    for (int slice = first; slice < sliceCalls.length; slice++) {
      if (sliceErrors[slice] > (1 - RECOVERED) * sliceCalls[slice]) {
        recovered = from + (slice + 1) * SLICE_SECONDS * EventLoop.SECOND;
      }
    }
    neverRecovered |= recovered >= to;
    recovery.add(Math.max(0, recovered - troubleEndedAt));
  }

  FaultWatch states() {
    return faults;
  }

  void faultBegan(String agent) {
    faults.began(agent);
  }

  void faultEnded() {
    faults.ended();
  }

  void troubleEnded() {
    if (loop != null) {
      troubleEndedAt = loop.elapsed();
    }
  }

  private boolean counts(long arrival) {
    return arrival >= from && arrival < to;
  }

  void arrived(long arrival) {
    if (counts(arrival)) {
      calls++;
      sliceCalls[slice(arrival)]++;
    }
  }

  void attempted(long arrival, int agent, int session) {
    if (!counts(arrival)) {
      return;
    }
    attempts++;
    picks[agent]++;
    if (session != Arrivals.NO_SESSION) {
      if (lastAgents[session] >= 0) {
        affinity++;
        affine += lastAgents[session] == agent ? 1 : 0;
      }
      lastAgents[session] = agent;
    }
  }

  void succeeded(long arrival, long firstByteAt, long endedAt) {
    if (counts(arrival)) {
      total.add(endedAt - arrival);
      firstByte.add(firstByteAt - arrival);
    }
  }

  void failed(long arrival) {
    if (counts(arrival)) {
      errors++;
      sliceErrors[slice(arrival)]++;
      total.add(longestNanos);
      firstByte.add(longestNanos);
    }
  }

  private int slice(long arrival) {
    return (int) ((arrival - from) / EventLoop.SECOND / SLICE_SECONDS);
  }

  /** The figures of all runs. */
  Result result() {
    return new Result(
        calls,
        errors,
        Result.Percentiles.of(total),
        Result.Percentiles.of(firstByte),
        rounded(60.0 * (calls - errors), seconds),
        shareError(),
        rounded(1000.0 * attempts, calls),
        faults.ejectMillis(),
        faults.returnMillis(),
        recovery.size() == 0 ? Result.NONE : neverRecovered ? Result.NEVER : recovery.millis(1000),
        affinity == 0 ? Result.NONE : rounded(1000.0 * affine, affinity));
  }

  /** How much of the traffic went to the wrong agent, in thousandths. */
  private long shareError() {
    double capacities = Arrays.stream(capacity).sum();
    double off = 0;
    for (int i = 0; i < picks.length; i++) {
      off += Math.abs(picks[i] / (double) Math.max(1, attempts) - capacity[i] / capacities);
    }
    return Math.round(1000 * off / 2);
  }

  private static long rounded(double part, long whole) {
    return whole == 0 ? 0 : Math.round(part / whole);
  }
}
