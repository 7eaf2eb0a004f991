package ai.openclaw.lb.metrics;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * The times of the last minute, for percentiles, to two significant digits. The window is the present
 * slot of 20 s and the three before it, so it covers 60 to 80 s. Thread-safe; to record takes no lock,
 * and never waits for who reads.
 *
 * <p>Cost: O(1) to record; some 100 KiB once times of a minute have been seen.
 */
final class LatencyWindow {
  private static final int DIGITS = 2;
  private static final int PAST_SLOTS = 3;
  private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final double MICROS_PER_MILLI = 1e3;

  private final Recorder recorder = new Recorder(DIGITS);
  private final ReentrantLock reading = new ReentrantLock();

  /** Complete slots, the latest first. Guarded by {@link #reading}, as all histograms here. */
  private final Histogram[] past = new Histogram[PAST_SLOTS];

  /** What was recorded in the present slot until somebody looked. */
  private Histogram present = new Histogram(DIGITS);

  /** For a look at all slots together. */
  private final Histogram window = new Histogram(DIGITS);

  /** When the present slot began. Written under {@link #reading}, read by anyone. */
  private volatile long slotStart;

  LatencyWindow(long nowNanos) {
    this.slotStart = nowNanos;
    Arrays.setAll(past, slot -> new Histogram(DIGITS));
  }

  void record(long nowNanos, long elapsedNanos) {
    if (nowNanos - slotStart >= SLOT_NANOS && reading.tryLock()) {
      try {
        turn(nowNanos);
      } finally {
        reading.unlock();
      }
    }
    recorder.recordValue(TimeUnit.NANOSECONDS.toMicros(elapsedNanos));
  }

  /** Returns a percentile, 0 to 100, in milliseconds; NaN where nothing was recorded of late. */
  double percentile(long nowNanos, double percentile) {
    reading.lock();
    try {
      turn(nowNanos);
      present.add(recorder.getIntervalHistogram());
      window.reset();
      window.add(present);
      for (Histogram slot : past) {
        window.add(slot);
      }
      return window.getTotalCount() == 0
          ? Double.NaN
          : window.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    } finally {
      reading.unlock();
    }
  }

  /** Begins a new slot for each that has passed. */
  private void turn(long nowNanos) {
    long begun = slotStart;
    long passed = (nowNanos - begun) / SLOT_NANOS;
    if (passed <= 0) {
      return;
    }
    present.add(recorder.getIntervalHistogram());
    for (long slot = 0; slot < Math.min(passed, PAST_SLOTS + 1); slot++) {
      Histogram oldest = past[PAST_SLOTS - 1];
      System.arraycopy(past, 0, past, 1, PAST_SLOTS - 1);
      past[0] = present;
      oldest.reset();
      present = oldest;
    }
    slotStart = begun + passed * SLOT_NANOS;
  }
}
