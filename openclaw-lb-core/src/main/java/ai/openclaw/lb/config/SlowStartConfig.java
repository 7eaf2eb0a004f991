package ai.openclaw.lb.config;

import java.time.Duration;

/**
 * How an agent that recovers or joins comes back to its full weight: the section {@code
 * slow_start}. Immutable.
 *
 * @param enabled whether it does so gradually
 * @param duration from the first share to the full weight; 100 ms to 1 h
 * @param initialShare of its weight that it starts with; above 0, at most 1
 */
public record SlowStartConfig(boolean enabled, Duration duration, double initialShare) {
  /** Over 30 s, from a tenth. */
  public static final SlowStartConfig DEFAULT =
      new SlowStartConfig(true, Duration.ofSeconds(30), 0.1);

  /** The full weight at once. */
  public static final SlowStartConfig DISABLED =
      new SlowStartConfig(false, DEFAULT.duration, DEFAULT.initialShare);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public SlowStartConfig {
    Rules.SLOW_START.check("duration", duration);
    Rules.SHARE.check("initial_share", initialShare);
  }
}
