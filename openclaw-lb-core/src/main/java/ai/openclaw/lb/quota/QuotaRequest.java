package ai.openclaw.lb.quota;

import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * What a pool asks of its quota. Immutable.
 *
 * @param document the name of the pool's document
 * @param pool the pool's name
 * @param maxQps calls a second in the long run, 0.000001 to 1000000000
 * @param burst calls that are admitted at once after a pause, 1 at least
 * @param nanoTime the pool's clock: monotonic nanoseconds of any origin
 */
public record QuotaRequest(
    String document, String pool, double maxQps, long burst, LongSupplier nanoTime) {
  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public QuotaRequest {
    Objects.requireNonNull(document, "document");
    Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(nanoTime, "nanoTime");
    if (!(maxQps >= 1e-6 && maxQps <= 1e9)) {
      throw new IllegalArgumentException(
          "max_qps: " + maxQps + " (expected: a number in 0.000001..1000000000)");
    }
    if (burst < 1) {
      throw new IllegalArgumentException("max_qps_burst: " + burst + " (expected: >= 1)");
    }
  }

  /** The same with one of {@code callers} parts of the quota, of one call at least at once. */
  QuotaRequest share(int callers) {
    double part = Math.max(1e-6, maxQps / callers);
    return new QuotaRequest(document, pool, part, Math.max(1, burst / callers), nanoTime);
  }
}
