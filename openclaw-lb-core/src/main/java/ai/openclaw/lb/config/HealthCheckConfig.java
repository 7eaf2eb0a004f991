package ai.openclaw.lb.config;

import java.time.Duration;
import java.util.Objects;

/**
 * How the agents of a pool are probed: the section {@code health_check}. Immutable.
 *
 * @param enabled whether they are probed at all
 * @param endpoint path, and query where wanted, below the agent's base path
 * @param interval between two probes of one agent; 10 ms to 24 h
 * @param timeout of one probe, shorter than the interval
 * @param healthyThreshold successes in a row that bring an agent in
 * @param unhealthyThreshold failures in a row that take it out
 * @param expected what counts as a success
 * @param options the rarer keys
 */
public record HealthCheckConfig(
    boolean enabled,
    String endpoint,
    Duration interval,
    Duration timeout,
    int healthyThreshold,
    int unhealthyThreshold,
    ExpectedAnswer expected,
    ProbeOptions options) {
  /** Probes of {@code /health} every 10 s, timeout 3 s, thresholds 2 and 3, any status 2xx. */
  public static final HealthCheckConfig DEFAULT = new HealthCheckConfig(
      true,
      "/health",
      Duration.ofSeconds(10),
      Duration.ofSeconds(3),
      2,
      3,
      ExpectedAnswer.SUCCESS,
      ProbeOptions.DEFAULT);

  /** No probes. */
  public static final HealthCheckConfig DISABLED = DEFAULT.withEnabled(false);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public HealthCheckConfig {
    Rules.ENDPOINT.check("endpoint", endpoint);
    Rules.INTERVAL.check("interval", interval);
    Rules.TIMEOUT.check("timeout", timeout);
    Rules.THRESHOLD.check("healthy_threshold", healthyThreshold);
    Rules.THRESHOLD.check("unhealthy_threshold", unhealthyThreshold);
    Objects.requireNonNull(expected, "expected");
    shorterThan(interval).check("timeout", timeout);
    Objects.requireNonNull(options, "options");
  }

  static Rule<Duration> shorterThan(Duration interval) {
    return new Rule<>(
        "shorter than the interval, " + Durations.text(interval),
        timeout -> timeout.compareTo(interval) < 0);
  }

  /** The timeout where none is given: 3 s, and at most half of the interval. */
  static Duration defaultTimeout(Duration interval) {
    Duration half = interval.dividedBy(2);
    return half.compareTo(DEFAULT.timeout) < 0 ? half : DEFAULT.timeout;
  }

  /** These probes, switched on or off. */
  public HealthCheckConfig withEnabled(boolean on) {
    return new HealthCheckConfig(
        on, endpoint, interval, timeout, healthyThreshold, unhealthyThreshold, expected, options);
  }

  /** These probes of another endpoint. */
  public HealthCheckConfig withEndpoint(String newEndpoint) {
    return new HealthCheckConfig(
        enabled,
        newEndpoint,
        interval,
        timeout,
        healthyThreshold,
        unhealthyThreshold,
        expected,
        options);
  }

  /** These probes at another pace. */
  public HealthCheckConfig withInterval(Duration newInterval, Duration newTimeout) {
    return new HealthCheckConfig(
        enabled,
        endpoint,
        newInterval,
        newTimeout,
        healthyThreshold,
        unhealthyThreshold,
        expected,
        options);
  }

  /** These probes with other thresholds. */
  public HealthCheckConfig withThresholds(int healthy, int unhealthy) {
    return new HealthCheckConfig(
        enabled, endpoint, interval, timeout, healthy, unhealthy, expected, options);
  }

  /** These probes with another expectation. */
  public HealthCheckConfig withExpected(ExpectedAnswer newExpected) {
    return new HealthCheckConfig(
        enabled,
        endpoint,
        interval,
        timeout,
        healthyThreshold,
        unhealthyThreshold,
        newExpected,
        options);
  }

  /** These probes with other options. */
  public HealthCheckConfig withOptions(ProbeOptions newOptions) {
    return new HealthCheckConfig(
        enabled,
        endpoint,
        interval,
        timeout,
        healthyThreshold,
        unhealthyThreshold,
        expected,
        newOptions);
  }
}
