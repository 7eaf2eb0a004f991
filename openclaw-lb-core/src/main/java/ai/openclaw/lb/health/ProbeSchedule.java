package ai.openclaw.lb.health;

import ai.openclaw.lb.config.HealthCheckConfig;
import java.time.Duration;

/**
 * When a prober probes, and how many results in a row it takes to be believed.
 *
 * @param interval from the end of a target's probe to the next one; at least 1 ms
 * @param timeout how long a probe may take; at least 1 ms
 * @param healthyThreshold successes in a row that bring a target back in; at least 1
 * @param unhealthyThreshold failures in a row that take a target out; at least 1
 */
public record ProbeSchedule(
    Duration interval, Duration timeout, int healthyThreshold, int unhealthyThreshold) {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration BRISK = Duration.ofSeconds(1);

  /** Refuses what can't be scheduled. */
  public ProbeSchedule {
    checkDuration("interval", interval);
    checkDuration("timeout", timeout);
    checkThreshold("healthy_threshold", healthyThreshold);
    checkThreshold("unhealthy_threshold", unhealthyThreshold);
  }

  /** The schedule that this section of a document gives. */
  public static ProbeSchedule of(HealthCheckConfig config) {
    return new ProbeSchedule(
        config.interval(),
        config.timeout(),
        config.healthyThreshold(),
        config.unhealthyThreshold());
  }

  /**
   * The interval while a target's state is in doubt: a quarter of {@link #interval}, but not less
   * than a second, and never more than the interval itself.
   */
  Duration doubtInterval() {
    Duration quarter = interval.dividedBy(4);
    Duration brisk = quarter.compareTo(BRISK) < 0 ? BRISK : quarter;
    return brisk.compareTo(interval) < 0 ? brisk : interval;
  }

  /** The result of a probe that has none when the timeout passes: {@code no answer within 3s}. */
  public ProbeResult noAnswer() {
    long millis = timeout.toMillis();
    String text = millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    return ProbeResult.failed("no answer within " + text);
  }

  private static void checkDuration(String name, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1ms to 24h)");
    }
  }

  private static void checkThreshold(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
