package ai.openclaw.lb.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What the results of one agent's attempts say against it: failures in a row, failures to connect in
 * a row, and the failure rate in a sliding window of exact counts. Counts only; what follows is for
 * others to decide. Thread-safe and lock-free; a success costs one atomic addition.
 *
 * <p>The window is {@value #BUCKETS} buckets of equal time, of which the current one is part full.
 * Counts are exact rather than decaying averages, so that a tight burst and a slow trickle of the same
 * results come to the same verdict.
 *
 * <p>Example, with 5 in a row and 50 % of at least 10: five failures in a row say so at the fifth; ten
 * attempts of which every other one fails say so at the tenth.
 */
public final class OutlierCounts {
  private static final int BUCKETS = 10;

  /** Attempts stand in a bucket's lower half, failures in its upper half. */
  private static final long ATTEMPT = 1;

  private static final long FAILED_ATTEMPT = 1L << Integer.SIZE | ATTEMPT;

  private final Limits limits;
  private final long bucketNanos;
  private final long originNanos;
  private final AtomicReferenceArray<@Nullable Bucket> buckets =
      new AtomicReferenceArray<>(BUCKETS);

  /** The bucket that was asked for last. Any thread writes it; a stale one costs a look. */
  private volatile Bucket latest;

  private final AtomicInteger failuresInRow = new AtomicInteger();
  private final AtomicInteger connectFailuresInRow = new AtomicInteger();

  /** Counts from {@code nowNanos} on. */
  public OutlierCounts(Limits limits, long nowNanos) {
    this.limits = limits;
    this.bucketNanos = Math.max(1, limits.window().toNanos() / BUCKETS);
    this.originNanos = nowNanos;
    this.latest = new Bucket(0);
    buckets.set(0, latest);
  }

  /**
   * When counts speak against an agent.
   *
   * @param inRow failures in a row
   * @param connectsInRow failures to connect in a row
   * @param rate share of failures in the window, above 0 up to 1
   * @param volume attempts in the window before the rate counts
   * @param window how long an attempt is remembered
   */
  public record Limits(int inRow, int connectsInRow, double rate, int volume, Duration window) {}

  /** Counts an attempt that the agent answered well. */
  public void succeeded(long nowNanos) {
    bucket(nowNanos).addAndGet(ATTEMPT);
    if (failuresInRow.get() != 0) {
      failuresInRow.set(0);
    }
    if (connectFailuresInRow.get() != 0) {
      connectFailuresInRow.set(0);
    }
  }

  /**
   * Counts an attempt that failed.
   *
   * @param connecting whether it failed before anything was sent
   * @return what the counts now say against the agent, or null where they don't
   */
  public @Nullable String failed(long nowNanos, boolean connecting) {
    bucket(nowNanos).addAndGet(FAILED_ATTEMPT);
    int connects = connecting ? connectFailuresInRow.incrementAndGet() : 0;
    if (!connecting) {
      connectFailuresInRow.set(0);
    }
    int failures = failuresInRow.incrementAndGet();
    if (connects >= limits.connectsInRow) {
      return connects + " failures to connect in a row";
    }
    return failures >= limits.inRow ? failures + " failures in a row" : rate(nowNanos);
  }

  /** Whether most of the attempts in the window succeeded, of one at least. */
  public boolean flowsWell(long nowNanos) {
    long sum = sum(nowNanos);
    long attempts = attempts(sum);
    return attempts > 0 && failures(sum) * 2 < attempts;
  }

  /** The share of failures among the attempts in the window; 0 where there were none. */
  public double failureShare(long nowNanos) {
    long sum = sum(nowNanos);
    return (double) failures(sum) / Math.max(1, attempts(sum));
  }

  private @Nullable String rate(long nowNanos) {
    long sum = sum(nowNanos);
    long attempts = attempts(sum);
    long failures = failures(sum);
    return attempts >= limits.volume && failures >= limits.rate * attempts
        ? failures + " of " + attempts + " attempts failed within "
            + limits.window().toSeconds() + " s"
        : null;
  }

  private long sum(long nowNanos) {
    long newest = epoch(nowNanos);
    long sum = 0;
    for (int i = 0; i < BUCKETS; i++) {
      Bucket bucket = buckets.get(i);
      if (bucket != null && newest - bucket.epoch < BUCKETS) {
        sum += bucket.get();
      }
    }
    return sum;
  }

  private static long attempts(long sum) {
    return sum & 0xFFFF_FFFFL;
  }

  private static long failures(long sum) {
    return sum >>> Integer.SIZE;
  }

  /** The bucket of this time; one from a time that is over is replaced. */
  private Bucket bucket(long nowNanos) {
    Bucket last = latest;
    long age = nowNanos - originNanos - last.epoch * bucketNanos;
    return age >= 0 && age < bucketNanos ? last : find(nowNanos);
  }

  private Bucket find(long nowNanos) {
    long epoch = epoch(nowNanos);
    int index = (int) Math.floorMod(epoch, (long) BUCKETS);
    while (true) {
      Bucket current = buckets.get(index);
      if (current != null && current.epoch >= epoch) {
        latest = current;
        return current;
      }
      Bucket next = new Bucket(epoch);
      if (buckets.compareAndSet(index, current, next)) {
        latest = next;
        return next;
      }
    }
  }

  private long epoch(long nowNanos) {
    return (nowNanos - originNanos) / bucketNanos;
  }

  /** The counts of one stretch of time. */
  private static final class Bucket extends AtomicLong {
    private static final long serialVersionUID = 1L;

    private final long epoch;

    Bucket(long epoch) {
      this.epoch = epoch;
    }
  }
}
