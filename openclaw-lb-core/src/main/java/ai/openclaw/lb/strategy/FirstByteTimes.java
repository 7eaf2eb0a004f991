package ai.openclaw.lb.strategy;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The times to first byte of a pool's agents, as one mean, and how long a single agent's remain
 * telling: twenty times the mean, so that an agent of answers in 8 s is not forgotten between two of
 * them, and 10 s at least. Thread-safe.
 */
final class FirstByteTimes {
  private static final double SHARE_OF_NEW = 1.0 / 32;
  private static final double MEANS = 20;
  private static final double SHORTEST_NANOS = 10e9;

  /** The bits of the mean in nanoseconds, 0 before the first sample. Written by answers. */
  private final AtomicLong mean = new AtomicLong();

  /** One divided by the time constant in nanoseconds. Written after the mean it follows from. */
  private volatile double decayPerNano = 1 / SHORTEST_NANOS;

  /** Adds an agent's time; loses it if another is added at the same moment. */
  void add(long nanos) {
    long bits = mean.get();
    double before = Double.longBitsToDouble(bits);
    double after = bits == 0 ? nanos : before + (nanos - before) * SHARE_OF_NEW;
    if (mean.compareAndSet(bits, Double.doubleToLongBits(after))) {
      double decay = 1 / Math.max(SHORTEST_NANOS, MEANS * after);
      if (decay != decayPerNano) { // else those who read it for each agent would lose it
        decayPerNano = decay;
      }
    }
  }

  /** The mean in nanoseconds, or 0 while none is known. */
  double mean() {
    return Double.longBitsToDouble(mean.get());
  }

  double decayPerNano() {
    return decayPerNano;
  }
}
