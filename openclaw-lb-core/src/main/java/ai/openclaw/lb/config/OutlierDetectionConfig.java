package ai.openclaw.lb.config;

import java.time.Duration;

/**
 * When the calls themselves take an agent out: the section {@code outlier_detection}. An agent is
 * ejected after so many failures in a row, or at such a share of failures among enough calls of the
 * window. The first ejection lasts {@code baseEjection}, each further one twice the one before, up
 * to {@code maxEjection}. Immutable.
 *
 * @param enabled whether they do
 * @param consecutiveFailures failures in a row that eject; 1 to 1000
 * @param failureRate share of failures in the window that ejects; above 0, at most 1
 * @param minRequests results in the window below which the rate ejects nobody; 1 to 100000
 * @param window over which the rate is counted; 1 s to 1 h
 * @param baseEjection how long the first ejection lasts; 100 ms to 1 h
 * @param maxEjection how long any ejection lasts at most; {@code baseEjection} to 24 h
 * @param maxEjectedShare share of the pool's agents that may be ejected at once; above 0, at most 1
 */
public record OutlierDetectionConfig(
    boolean enabled,
    int consecutiveFailures,
    double failureRate,
    int minRequests,
    Duration window,
    Duration baseEjection,
    Duration maxEjection,
    double maxEjectedShare) {
  /** After 5 in a row, or half of 10 calls in 30 s; for 10 s to 300 s; at most half of the pool. */
  public static final OutlierDetectionConfig DEFAULT = new OutlierDetectionConfig(
      true,
      5,
      0.5,
      10,
      Duration.ofSeconds(30),
      Duration.ofSeconds(10),
      Duration.ofSeconds(300),
      0.5);

  /** Calls take no agent out. */
  public static final OutlierDetectionConfig DISABLED = DEFAULT.withEnabled(false);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public OutlierDetectionConfig {
    Rules.THRESHOLD.check("consecutive_failures", consecutiveFailures);
    Rules.SHARE.check("failure_rate", failureRate);
    Rules.MIN_REQUESTS.check("min_requests", minRequests);
    Rules.WINDOW.check("window", window);
    Rules.BASE_EJECTION.check("base_ejection", baseEjection);
    Rules.MAX_EJECTION.check("max_ejection", maxEjection);
    notBelow(baseEjection).check("max_ejection", maxEjection);
    Rules.SHARE.check("max_ejected", maxEjectedShare);
  }

  static Rule<Duration> notBelow(Duration base) {
    return new Rule<>(
        "not below base_ejection, " + Durations.text(base),
        longest -> longest.compareTo(base) >= 0);
  }

  /** The longest ejection where none is given: 300 s, and never below the first one. */
  static Duration defaultMaxEjection(Duration base) {
    return base.compareTo(DEFAULT.maxEjection) > 0 ? base : DEFAULT.maxEjection;
  }

  /** This detection, switched on or off. */
  public OutlierDetectionConfig withEnabled(boolean on) {
    return new OutlierDetectionConfig(
        on,
        consecutiveFailures,
        failureRate,
        minRequests,
        window,
        baseEjection,
        maxEjection,
        maxEjectedShare);
  }

  /** This detection after another number of failures in a row. */
  public OutlierDetectionConfig withConsecutiveFailures(int failures) {
    return new OutlierDetectionConfig(
        enabled,
        failures,
        failureRate,
        minRequests,
        window,
        baseEjection,
        maxEjection,
        maxEjectedShare);
  }

  /** This detection at another share of failures, among another number of calls. */
  public OutlierDetectionConfig withFailureRate(double rate, int requests, Duration over) {
    return new OutlierDetectionConfig(
        enabled,
        consecutiveFailures,
        rate,
        requests,
        over,
        baseEjection,
        maxEjection,
        maxEjectedShare);
  }

  /** This detection with ejections of another length. */
  public OutlierDetectionConfig withEjection(Duration base, Duration longest) {
    return new OutlierDetectionConfig(
        enabled,
        consecutiveFailures,
        failureRate,
        minRequests,
        window,
        base,
        longest,
        maxEjectedShare);
  }

  /** This detection with another share of the pool that may be ejected. */
  public OutlierDetectionConfig withMaxEjectedShare(double share) {
    return new OutlierDetectionConfig(
        enabled,
        consecutiveFailures,
        failureRate,
        minRequests,
        window,
        baseEjection,
        maxEjection,
        share);
  }
}
