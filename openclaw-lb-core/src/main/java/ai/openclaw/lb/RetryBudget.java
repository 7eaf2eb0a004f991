package ai.openclaw.lb;

import ai.openclaw.lb.config.RetryBudgetConfig;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many of a pool's attempts may be retries: without a limit, retries multiply the load of a pool
 * that is in trouble for having too much of it. A retry is permitted while fewer than so many of them
 * wait for their answers, or while those of the last 10 s are fewer than a share of the calls of that
 * time. Thread-safe and lock-free; a call costs one addition, a retry O(buckets).
 *
 * <p>The window is {@value #BUCKETS} buckets of equal time, of which the current one is part full.
 *
 * <p>Example, with 20 % and three at once: of 100 calls that fail at the same time 20 are retried; a
 * caller that sends one call after the other always gets its retries.
 */
final class RetryBudget {
  private static final int BUCKETS = 10;
  private static final long BUCKET_NANOS = Duration.ofSeconds(10).toNanos() / BUCKETS;

  /** How late a retry may begin before its permit is taken for forgotten. */
  private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

  private final double share;
  private final int minConcurrent;
  private final long originNanos;
  private final AtomicReferenceArray<@Nullable Bucket> buckets =
      new AtomicReferenceArray<>(BUCKETS);

  /** Retries permitted and not yet answered. */
  private final AtomicInteger atOnce = new AtomicInteger();

  /** The permits whose retries have not begun: some never will, where callers give up meanwhile. */
  private final Queue<Permit> unused = new ConcurrentLinkedQueue<>();

  /** Counts from {@code nowNanos} on. */
  RetryBudget(RetryBudgetConfig config, long nowNanos) {
    this.share = config.percent() / 100;
    this.minConcurrent = config.minConcurrent();
    this.originNanos = nowNanos;
  }

  /** Counts a call. */
  void callBegan(long nowNanos) {
    bucket(nowNanos).calls.increment();
  }

  /**
   * Asks for a retry that is to begin after a delay.
   *
   * @return the permit, or null where the budget is used up
   */
  @Nullable
  Permit ask(long nowNanos, Duration delay) {
    Bucket bucket = bucket(nowNanos);
    boolean few = isBelowMinimum(nowNanos);
    if (!few && !takeShare(bucket, nowNanos)) {
      return null;
    }
    if (few) {
      bucket.retries.incrementAndGet();
    } else {
      atOnce.incrementAndGet();
    }
    Permit permit = new Permit(bucket, new Pause(nowNanos, delay.toNanos() + GRACE_NANOS));
    unused.add(permit);
    return permit;
  }

  /** A retry that had begun was answered, or has ended. */
  void answered() {
    atOnce.decrementAndGet();
  }

  /** Retries that are permitted and not yet answered. */
  int atOnce() {
    return atOnce.get();
  }

  private boolean isBelowMinimum(long nowNanos) {
    if (takeOneAtOnce()) {
      return true;
    }
    for (Permit permit : unused) {
      permit.expire(nowNanos);
    }
    return takeOneAtOnce();
  }

  private boolean takeOneAtOnce() {
    for (int seen = atOnce.get(); seen < minConcurrent; seen = atOnce.get()) {
      if (atOnce.compareAndSet(seen, seen + 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean takeShare(Bucket bucket, long nowNanos) {
    while (true) {
      int seen = bucket.retries.get();
      if (retries(nowNanos) >= share * calls(nowNanos)) {
        return false;
      }
      if (bucket.retries.compareAndSet(seen, seen + 1)) {
        return true;
      }
    }
  }

  private long calls(long nowNanos) {
    long calls = 0;
    long newest = epoch(nowNanos);
    for (int i = 0; i < BUCKETS; i++) {
      Bucket bucket = buckets.get(i);
      calls += bucket != null && bucket.isWithin(newest) ? bucket.calls.sum() : 0;
    }
    return calls;
  }

  private long retries(long nowNanos) {
    long retries = 0;
    long newest = epoch(nowNanos);
    for (int i = 0; i < BUCKETS; i++) {
      Bucket bucket = buckets.get(i);
      retries += bucket != null && bucket.isWithin(newest) ? bucket.retries.get() : 0;
    }
    return retries;
  }

  /** The bucket of this time; one from a time that is over is replaced. */
  private Bucket bucket(long nowNanos) {
    long epoch = epoch(nowNanos);
    int index = (int) Math.floorMod(epoch, (long) BUCKETS);
    while (true) {
      Bucket current = buckets.get(index);
      if (current != null && current.epoch >= epoch) {
        return current;
      }
      Bucket next = new Bucket(epoch);
      if (buckets.compareAndSet(index, current, next)) {
        return next;
      }
    }
  }

  private long epoch(long nowNanos) {
    return (nowNanos - originNanos) / BUCKET_NANOS;
  }

  /** The counts of one stretch of time. */
  private static final class Bucket {
    private final long epoch;
    private final LongAdder calls = new LongAdder();
    private final AtomicInteger retries = new AtomicInteger();

    Bucket(long epoch) {
      this.epoch = epoch;
    }

    boolean isWithin(long newestEpoch) {
      return newestEpoch - epoch < BUCKETS;
    }
  }

  /**
   * Leave for one retry, which counts from now on. It ends once: by beginning, by being given back, or
   * by itself where neither happens in time.
   */
  final class Permit {
    private final Bucket bucket;
    private final Pause time;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Permit(Bucket bucket, Pause time) {
      this.bucket = bucket;
      this.time = time;
    }

    /**
     * The retry begins.
     *
     * @return whether {@link #answered} is due for it
     */
    boolean begin() {
      return end();
    }

    /** There will be no retry. */
    void giveBack() {
      if (end()) {
        atOnce.decrementAndGet();
        bucket.retries.decrementAndGet();
      }
    }

    private void expire(long nowNanos) {
      if (time.isOver(nowNanos)) {
        giveBack();
      }
    }

    private boolean end() {
      boolean first = ended.compareAndSet(false, true);
      if (first) {
        unused.remove(this);
      }
      return first;
    }
  }
}
