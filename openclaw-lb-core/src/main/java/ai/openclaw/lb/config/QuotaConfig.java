package ai.openclaw.lb.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many calls a pool admits: {@code max_qps} and what belongs to it. Immutable.
 *
 * @param maxQps calls a second in the long run, 0.000001 to 1000000000; null for no limit
 * @param maxQpsBurst calls that an idle pool admits at once, 1 to 1000000000; null for as many as
 *     it admits in a second, one at least
 * @param overQuotaResponse what a call gets that is not admitted
 */
public record QuotaConfig(
    @Nullable Double maxQps, @Nullable Integer maxQpsBurst, OverQuotaResponse overQuotaResponse) {
  /** Every call is admitted. */
  public static final QuotaConfig UNLIMITED =
      new QuotaConfig(null, null, OverQuotaResponse.DEFAULT);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public QuotaConfig {
    if (maxQps != null) {
      Rules.MAX_QPS.check("max_qps", maxQps);
    }
    if (maxQpsBurst != null) {
      Rules.BURST.check("max_qps_burst", maxQpsBurst);
    }
    Objects.requireNonNull(overQuotaResponse, "over_quota_response");
  }

  /**
   * So many calls a second, a second's worth at once.
   *
   * @throws IllegalArgumentException if the number is out of range
   */
  public static QuotaConfig of(double maxQps) {
    return UNLIMITED.withMaxQps(maxQps);
  }

  /** Calls that an idle pool admits at once: what is configured, else a second's worth, rounded up. */
  public long burst() {
    if (maxQpsBurst != null) {
      return maxQpsBurst;
    }
    return maxQps == null ? Long.MAX_VALUE : (long) Math.ceil(maxQps);
  }

  /** This quota with another rate; null for no limit. */
  public QuotaConfig withMaxQps(@Nullable Double newMaxQps) {
    return new QuotaConfig(newMaxQps, maxQpsBurst, overQuotaResponse);
  }

  /** This quota with another burst; null for a second's worth. */
  public QuotaConfig withMaxQpsBurst(@Nullable Integer newBurst) {
    return new QuotaConfig(maxQps, newBurst, overQuotaResponse);
  }

  /** This quota with another answer for calls over it. */
  public QuotaConfig withOverQuotaResponse(OverQuotaResponse newResponse) {
    return new QuotaConfig(maxQps, maxQpsBurst, newResponse);
  }
}
