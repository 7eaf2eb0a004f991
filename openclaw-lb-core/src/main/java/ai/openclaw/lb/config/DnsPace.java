package ai.openclaw.lb.config;

import java.time.Duration;

/**
 * How often discovery by DNS looks, and how long a look may take. Immutable.
 *
 * @param timeout how long each server is waited for; 10 ms to 1 min
 * @param minRefresh the shortest time between two looks, whatever the answer's TTL; 100 ms to 1 h
 * @param maxRefresh the longest time; {@code min_refresh} to 24 h
 */
public record DnsPace(Duration timeout, Duration minRefresh, Duration maxRefresh) {
  /** Servers have 2 s; looks by TTL, within 1 s and 30 s. */
  public static final DnsPace DEFAULT =
      new DnsPace(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(30));

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public DnsPace {
    Rules.DNS_TIMEOUT.check("timeout", timeout);
    Rules.MIN_REFRESH.check("min_refresh", minRefresh);
    Rules.MAX_REFRESH.check("max_refresh", maxRefresh);
    notBelow(minRefresh).check("max_refresh", maxRefresh);
  }

  static Rule<Duration> notBelow(Duration minRefresh) {
    return new Rule<>(
        "at least min_refresh, " + Durations.text(minRefresh),
        maxRefresh -> maxRefresh.compareTo(minRefresh) >= 0);
  }
}
