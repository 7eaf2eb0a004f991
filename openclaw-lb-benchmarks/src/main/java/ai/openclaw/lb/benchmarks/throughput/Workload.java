package ai.openclaw.lb.benchmarks.throughput;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The calls of one run: when each is due and how much work it is. They come by a Poisson process; of a
 * hundred two are heavy, ten times the work of the others. All runs draw the same numbers, so that
 * what differs between them is the algorithm. Immutable.
 *
 * @param dueNanos since the begin, ascending
 * @param work for an agent of speed 1, where the mean of a light call is 1
 * @param heavy which calls are heavy
 */
record Workload(long[] dueNanos, double[] work, boolean[] heavy) {
  private static final long SEED = 9;
  private static final double HEAVY_SHARE = 0.02;
  private static final double HEAVY_WORK = 10;

  /** So many calls, spread over the time in which they come at this rate. */
  static Workload of(int calls, double ratePerSecond) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    double[] at = new double[calls];
    double[] work = new double[calls];
    boolean[] heavy = new boolean[calls];
    double time = 0;
    for (int i = 0; i < calls; i++) {
      time -= Math.log(1 - random.nextDouble());
      at[i] = time;
      heavy[i] = random.nextDouble() < HEAVY_SHARE;
      work[i] =
          heavy[i] ? HEAVY_WORK * (0.8 + 0.4 * random.nextDouble()) : 0.5 + random.nextDouble();
    }
    long[] due = new long[calls];
    double nanos = calls / ratePerSecond * 1e9 / time; // the last is due when the time is over
    for (int i = 0; i < calls; i++) {
      due[i] = (long) (at[i] * nanos);
    }
    return new Workload(due, work, heavy);
  }

  int calls() {
    return work.length;
  }
}
