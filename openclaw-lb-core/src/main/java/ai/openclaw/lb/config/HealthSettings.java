package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one level of a document says of health checks, and how levels become a {@link
 * HealthCheckConfig}.
 *
 * @param present whether the level says anything, even nothing but {@code health_check: {}}
 */
record HealthSettings(
    boolean present,
    @Nullable Located<Boolean> enabled,
    @Nullable Located<String> endpoint,
    @Nullable Located<Duration> interval,
    @Nullable Located<Duration> timeout,
    @Nullable Located<Integer> healthyThreshold,
    @Nullable Located<Integer> unhealthyThreshold,
    @Nullable Located<ExpectedStatus> expectedStatus,
    @Nullable Located<String> expectedBody,
    ProbeOptionSettings options) {
  static final HealthSettings NONE = new HealthSettings(
      false, null, null, null, null, null, null, null, null, ProbeOptionSettings.NONE);

  /** These settings, and those of a farther level for the keys that are absent here. */
  HealthSettings or(HealthSettings far) {
    return new HealthSettings(
        present || far.present,
        nearest(enabled, far.enabled),
        nearest(endpoint, far.endpoint),
        nearest(interval, far.interval),
        nearest(timeout, far.timeout),
        nearest(healthyThreshold, far.healthyThreshold),
        nearest(unhealthyThreshold, far.unhealthyThreshold),
        nearest(expectedStatus, far.expectedStatus),
        nearest(expectedBody, far.expectedBody),
        options.or(far.options));
  }

  /** Checks what no key can tell alone. */
  void check(Problems problems) {
    Rule<Duration> shorter = HealthCheckConfig.shorterThan(intervalOrDefault());
    if (timeout != null && !shorter.accepts(timeout.value())) {
      problems.value(timeout.place(), Durations.text(timeout.value()), shorter.expected());
    }
  }

  boolean isEnabled() {
    return Located.or(enabled, present);
  }

  Duration intervalOrDefault() {
    return Located.or(interval, HealthCheckConfig.DEFAULT.interval());
  }

  HealthCheckConfig build() {
    HealthCheckConfig defaults = HealthCheckConfig.DEFAULT;
    Duration pace = intervalOrDefault();
    return new HealthCheckConfig(
        isEnabled(),
        Located.or(endpoint, defaults.endpoint()),
        pace,
        Located.or(timeout, HealthCheckConfig.defaultTimeout(pace)),
        Located.or(healthyThreshold, defaults.healthyThreshold()),
        Located.or(unhealthyThreshold, defaults.unhealthyThreshold()),
        new ExpectedAnswer(
            Located.or(expectedStatus, defaults.expected().status()), Located.orNull(expectedBody)),
        options.build());
  }
}
