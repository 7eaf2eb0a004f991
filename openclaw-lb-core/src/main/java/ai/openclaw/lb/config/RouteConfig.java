package ai.openclaw.lb.config;

import java.util.Map;

/**
 * One way from request attributes to a pool: an entry of {@code routing}. Immutable.
 *
 * @param match what is wanted of request attributes, all of which must fit; empty for the default,
 *     which is the last entry
 * @param pool a pool's name
 */
public record RouteConfig(Map<String, AttributeMatch> match, String pool) {
  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public RouteConfig {
    match = Matches.copy(match);
    Rules.NAME.check("pool", pool);
  }

  /**
   * A route by one text or prefix for each attribute, as in a document; by none, the default.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public static RouteConfig of(Map<String, String> match, String pool) {
    return new RouteConfig(Matches.of(match), pool);
  }

  /** Whether this route takes what no route before it took. */
  public boolean isDefault() {
    return match.isEmpty();
  }
}
