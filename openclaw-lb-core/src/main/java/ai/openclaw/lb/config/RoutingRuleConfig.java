package ai.openclaw.lb.config;

import java.util.Map;

/**
 * One rule of {@code smart_routing}: an entry of {@code routing_rules}. Immutable.
 *
 * @param match what is wanted of request attributes, all of which must fit; empty for the default
 * @param target an agent's id, an agents' group, or a pool's name; looked up in this order
 * @param strict whether calls that fit are refused while the target has no routable agent, instead of
 *     going to the default; never so for the default itself
 * @param then the algorithm among the target's agents; any but {@code smart_routing}. A target that is
 *     another pool goes by its own
 */
public record RoutingRuleConfig(
    Map<String, AttributeMatch> match, String target, boolean strict, String then) {
  /** The {@link #then} of a rule without one. */
  public static final String DEFAULT_THEN = "least_connections";

  static final String SMART_ROUTING = "smart_routing";
  private static final String EXPECTED_THEN = "an algorithm other than smart_routing";
  static final String EXPECTED_STRICT = "beside match: a default has none after it";

  private static final Rule<String> THEN =
      new Rule<>(EXPECTED_THEN, then -> Rules.NAME.accepts(then) && !then.equals(SMART_ROUTING));

  /**
   * Checks every component. Whether {@code then} is an algorithm that there is, the pool checks.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public RoutingRuleConfig {
    match = Matches.copy(match);
    Rules.NAME.check("target", target);
    THEN.check("then", then);
    if (strict && match.isEmpty()) {
      throw new IllegalArgumentException(Shown.problem("strict", strict, EXPECTED_STRICT));
    }
  }

  /**
   * A rule by one text or prefix for each attribute, as in a document; by none, the default. Not
   * strict, and {@code least_connections} among the target's agents.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public static RoutingRuleConfig of(Map<String, String> match, String target) {
    return new RoutingRuleConfig(Matches.of(match), target, false, DEFAULT_THEN);
  }

  /** This rule, strict or not. */
  public RoutingRuleConfig withStrict(boolean newStrict) {
    return new RoutingRuleConfig(match, target, newStrict, then);
  }

  /** This rule with another algorithm among the target's agents. */
  public RoutingRuleConfig withThen(String newThen) {
    return new RoutingRuleConfig(match, target, strict, newThen);
  }

  /** Whether this rule takes what no rule before it took. */
  public boolean isDefault() {
    return match.isEmpty();
  }
}
