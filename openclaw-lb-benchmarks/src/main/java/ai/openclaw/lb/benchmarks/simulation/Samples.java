package ai.openclaw.lb.benchmarks.simulation;

import java.util.Arrays;

/** Durations of which percentiles are wanted: all are kept, so these are exact. For one thread. */
final class Samples {
  private static final long MILLI = 1_000_000;

  private long[] nanos = new long[1 << 12];
  private int size;
  private boolean sorted = true;

  void add(long duration) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * size);
    }
    nanos[size++] = duration;
    sorted = false;
  }

  int size() {
    return size;
  }

  /** The smallest that {@code perMille} thousandths are not above, in milliseconds, rounded. */
  long millis(int perMille) {
    if (size == 0) {
      return 0;
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, size);
      sorted = true;
    }
    long rank = ((long) size * perMille + 999) / 1000;
    return (nanos[(int) Math.max(1, rank) - 1] + MILLI / 2) / MILLI;
  }
}
