package ai.openclaw.lb.config;

import java.util.Map;

/**
 * One way from request attributes to a pool: an entry of {@code routing}. Immutable.
 *
 * @param match request attributes, all of which must have these values; empty for the default,
 *     which is the last entry
 * @param pool a pool's name
 */
public record RouteConfig(Map<String, String> match, String pool) {
  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public RouteConfig {
    match = Matches.copy(match);
    Rules.NAME.check("pool", pool);
  }

  /** Whether this route takes what no route before it took. */
  public boolean isDefault() {
    return match.isEmpty();
  }
}
