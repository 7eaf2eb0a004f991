package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one level of a document says of outlier detection. */
record OutlierSettings(
    @Nullable Located<Boolean> enabled,
    @Nullable Located<Integer> consecutiveFailures,
    @Nullable Located<Double> failureRate,
    @Nullable Located<Integer> minRequests,
    @Nullable Located<Duration> window,
    @Nullable Located<Duration> baseEjection,
    @Nullable Located<Duration> maxEjection,
    @Nullable Located<Double> maxEjected) {
  private static final OutlierSettings NONE =
      new OutlierSettings(null, null, null, null, null, null, null, null);

  static OutlierSettings read(Section level) {
    Section outliers = level.section("outlier_detection", Keys.OUTLIER_DETECTION);
    if (outliers == null) {
      return NONE;
    }
    return new OutlierSettings(
        outliers.flag("enabled"),
        outliers.read("consecutive_failures", Format.WHOLE_NUMBER, Rules.THRESHOLD),
        outliers.read("failure_rate", Format.NUMBER, Rules.SHARE),
        outliers.read("min_requests", Format.WHOLE_NUMBER, Rules.MIN_REQUESTS),
        outliers.read("window", Format.DURATION, Rules.WINDOW),
        outliers.read("base_ejection", Format.DURATION, Rules.BASE_EJECTION),
        outliers.read("max_ejection", Format.DURATION, Rules.MAX_EJECTION),
        outliers.read("max_ejected", Format.NUMBER, Rules.SHARE));
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  OutlierSettings or(OutlierSettings far) {
    return new OutlierSettings(
        nearest(enabled, far.enabled),
        nearest(consecutiveFailures, far.consecutiveFailures),
        nearest(failureRate, far.failureRate),
        nearest(minRequests, far.minRequests),
        nearest(window, far.window),
        nearest(baseEjection, far.baseEjection),
        nearest(maxEjection, far.maxEjection),
        nearest(maxEjected, far.maxEjected));
  }

  /** Checks what no key can tell alone. */
  void check(Problems problems) {
    Rule<Duration> notBelow = OutlierDetectionConfig.notBelow(baseOrDefault());
    if (maxEjection != null && !notBelow.accepts(maxEjection.value())) {
      problems.value(maxEjection.place(), Durations.text(maxEjection.value()), notBelow.expected());
    }
  }

  private Duration baseOrDefault() {
    return Located.or(baseEjection, OutlierDetectionConfig.DEFAULT.baseEjection());
  }

  OutlierDetectionConfig build() {
    OutlierDetectionConfig defaults = OutlierDetectionConfig.DEFAULT;
    Duration base = baseOrDefault();
    return new OutlierDetectionConfig(
        Located.or(enabled, defaults.enabled()),
        Located.or(consecutiveFailures, defaults.consecutiveFailures()),
        Located.or(failureRate, defaults.failureRate()),
        Located.or(minRequests, defaults.minRequests()),
        Located.or(window, defaults.window()),
        base,
        Located.or(maxEjection, OutlierDetectionConfig.defaultMaxEjection(base)),
        Located.or(maxEjected, defaults.maxEjectedShare()));
  }
}
