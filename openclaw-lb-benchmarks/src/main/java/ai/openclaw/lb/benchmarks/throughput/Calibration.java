package ai.openclaw.lb.benchmarks.throughput;

import java.util.Arrays;

/**
 * Finds the work of a light call with which a plain round robin has a given P99, by the agents' model
 * alone: in virtual time, without HTTP and without the balancer.
 */
final class Calibration {
  private Calibration() {}

  /** The P99 of a round robin over the modelled agents, in nanoseconds. */
  static double p99Nanos(Workload workload, double lightNanos) {
    int size = AgentModel.SPEEDS.size();
    AgentModel[] agents =
        AgentModel.SPEEDS.stream().map(AgentModel::new).toArray(AgentModel[]::new);
    long[] took = new long[workload.calls()];
    for (int i = 0; i < took.length; i++) {
      long due = workload.dueNanos()[i];
      took[i] = agents[i % size].done(due, workload.work()[i] * lightNanos) - due;
    }
    return p99(took);
  }

  /** The work of a light call for which {@link #p99Nanos} is {@code target}. */
  static double lightNanos(Workload workload, double target) {
    double low = 0;
    double high = target;
    for (int i = 0; i < 40; i++) {
      double middle = (low + high) / 2;
      if (p99Nanos(workload, middle) < target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  static long p99(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(sorted.length * 0.99) - 1];
  }
}
