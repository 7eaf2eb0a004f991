package ai.openclaw.lb;

import java.util.BitSet;

/**
 * Where the rules of a pool lead as its agents stand: the agents of each rule's target, or those that
 * take their place. Immutable, as a part of a {@link Snapshot}.
 */
final class Targets {
  private final RoutingRules rules;
  private final Routable[] byRule;
  private final BitSet givenUp;

  /**
   * @param byRule the agents for each rule, the default's last
   * @param givenUp the rules whose target has no routable agent, so that the default's stand in
   */
  Targets(RoutingRules rules, Routable[] byRule, BitSet givenUp) {
    this.rules = rules;
    this.byRule = byRule;
    this.givenUp = givenUp;
  }

  /** The agents that a rule leads to. */
  Routable routable(int rule) {
    return byRule[rule];
  }

  /** Whether a rule's target has no routable agent, and the default's stand in. */
  boolean givenUp(int rule) {
    return givenUp.get(rule);
  }

  /** The agents for a request: its target's, and the default's once it has tried all of these. */
  Routable routable(RequestContext context, TriedAgents tried) {
    int rule = rules.first(context);
    Routable matched = byRule[rule];
    if (tried.isEmpty() || rules.rule(rule).strict() || matched.hasBeside(tried)) {
      return matched;
    }
    Routable others = byRule[rules.defaultRule()];
    return others.hasBeside(tried) ? others : matched;
  }
}
