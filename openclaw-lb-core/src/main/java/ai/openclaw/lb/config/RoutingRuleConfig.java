package ai.openclaw.lb.config;

import java.util.Map;

/**
 * One rule of {@code smart_routing}: an entry of {@code routing_rules}. Immutable.
 *
 * @param match request attributes, all of which must have these values; empty for the default
 * @param target an agent's id, an agents' group, or a pool's name; looked up in this order
 */
public record RoutingRuleConfig(Map<String, String> match, String target) {
  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public RoutingRuleConfig {
    match = Matches.copy(match);
    Rules.NAME.check("target", target);
  }

  /** Whether this rule takes what no rule before it took. */
  public boolean isDefault() {
    return match.isEmpty();
  }
}
