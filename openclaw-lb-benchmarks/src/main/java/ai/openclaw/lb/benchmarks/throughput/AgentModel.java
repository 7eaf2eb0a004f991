package ai.openclaw.lb.benchmarks.throughput;

import java.util.Arrays;
import java.util.List;

/**
 * How long an agent takes: it works on a few calls at once, each at its own speed, and on those that
 * come meanwhile in the order of their coming. Not thread-safe.
 */
final class AgentModel {
  /** Unequal agents; their weights are their speeds. The first is dedicated to heavy calls by rules. */
  static final List<Double> SPEEDS = List.of(2.0, 2.0, 1.5, 1.5, 1.0, 1.0);

  private static final int AT_ONCE = 2;

  private final double speed;
  private final long[] free = new long[AT_ONCE];
  private boolean fresh = true;

  AgentModel(double speed) {
    this.speed = speed;
  }

  /** Takes a call on and returns when it is done. */
  long done(long nowNanos, double workNanos) {
    if (fresh) {
      Arrays.fill(free, nowNanos);
      fresh = false;
    }
    int first = 0;
    for (int i = 1; i < AT_ONCE; i++) {
      first = free[i] - free[first] < 0 ? i : first;
    }
    long begin = free[first] - nowNanos > 0 ? free[first] : nowNanos;
    free[first] = begin + (long) (workNanos / speed);
    return free[first];
  }
}
