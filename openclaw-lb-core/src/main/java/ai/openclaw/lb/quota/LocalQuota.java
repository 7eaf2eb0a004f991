package ai.openclaw.lb.quota;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.util.function.LongSupplier;

/**
 * A token bucket of this process: it holds {@code burst} calls, is full at the start, and fills evenly
 * at {@code max_qps}. So in {@code t} seconds it admits {@code max_qps * t + burst} calls at most, and
 * no fewer where more come. Of 4 calls at once, with 1 a second and a burst of 3, the first 3 are
 * admitted; the 4th is told to come in a second.
 *
 * <p>Lock-free: a compare-and-set a call, and one small object.
 */
final class LocalQuota implements Quota {
  private final Bucket bucket;

  LocalQuota(QuotaRequest request) {
    this.bucket = Bucket.builder()
        .addLimit(Rate.of(request.maxQps()).bandwidth(request.burst()))
        .withCustomTimePrecision(new SinceStart(request.nanoTime()))
        .withSynchronizationStrategy(SynchronizationStrategy.LOCK_FREE)
        .build();
  }

  @Override
  public long tryTake() {
    if (bucket.tryConsume(1)) {
      return 0;
    }
    // A token may have come since: the caller was refused all the same.
    return Math.max(1, bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
  }

  /** Takes all that there is. */
  void empty() {
    bucket.tryConsumeAsMuchAsPossible();
  }

  /** The bucket compares readings, which the origin of a clock and its wrap would spoil. */
  private static final class SinceStart implements TimeMeter {
    private final LongSupplier nanoTime;
    private final long start;

    SinceStart(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      this.start = nanoTime.getAsLong();
    }

    @Override
    public long currentTimeNanos() {
      return nanoTime.getAsLong() - start;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
