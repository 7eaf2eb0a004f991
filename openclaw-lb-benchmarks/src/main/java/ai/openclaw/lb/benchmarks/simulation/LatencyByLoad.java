package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.strategy.AttemptResult;
import ai.openclaw.lb.strategy.AttemptTracker;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * An agent's recent times to first byte by how many attempts were in flight when theirs began: what
 * Prequal's servers report, as far as a caller knows it by itself. For one thread.
 */
final class LatencyByLoad implements AttemptTracker {
  private static final int LOADS = 128;
  private static final int KEPT = 5;

  private final long[][] times = new long[LOADS][0];
  private final int[] next = new int[LOADS];
  private final Map<Long, Integer> loads = new HashMap<>();
  private int inFlight;

  /** The median of the latest times at the load that is nearest to this one; 0 before the first. */
  double at(int load) {
    int wanted = Math.min(load, LOADS - 1);
    for (int off = 0; off < LOADS; off++) {
      if (wanted - off >= 0 && times[wanted - off].length > 0) {
        return median(times[wanted - off]);
      }
      if (wanted + off < LOADS && times[wanted + off].length > 0) {
        return median(times[wanted + off]);
      }
    }
    return 0;
  }

  private static double median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  @Override
  public void began(long nowNanos) {
    loads.put(nowNanos, Math.min(inFlight++, LOADS - 1));
  }

  @Override
  public void firstByte(long nowNanos, long elapsedNanos) {
    Integer load = loads.remove(nowNanos - elapsedNanos);
    if (load != null) {
      add(load, elapsedNanos);
    }
  }

  @Override
  public void ended(long nowNanos, long elapsedNanos, AttemptResult result) {
    inFlight--;
    firstByte(nowNanos, elapsedNanos);
  }

  private void add(int load, long nanos) {
    long[] kept = times[load];
    if (kept.length < KEPT) {
      times[load] = Arrays.copyOf(kept, kept.length + 1);
    }
    times[load][next[load] % KEPT] = nanos;
    next[load]++;
  }
}
