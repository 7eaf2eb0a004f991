package ai.openclaw.lb;

import ai.openclaw.lb.Explanation.Candidate;
import ai.openclaw.lb.Explanation.Step;
import ai.openclaw.lb.config.AttributeMatch;
import ai.openclaw.lb.config.RoutingRuleConfig;
import ai.openclaw.lb.strategy.KeyHash;
import ai.openclaw.lb.strategy.Selector;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Explains what a pool would do with a request, by the same snapshot and without a trace in it. */
final class Explainer {
  private static final String NONE_ROUTABLE = "it has no routable agent";

  private final String algorithm;
  private final RoutingRules rules;
  private final LongSupplier nanoTime;

  /**
   * @param algorithm what balances the agents where no rule has a say
   */
  Explainer(String algorithm, RoutingRules rules, LongSupplier nanoTime) {
    this.algorithm = algorithm.equals("smart_routing") ? RoutingRuleConfig.DEFAULT_THEN : algorithm;
    this.rules = rules;
    this.nanoTime = nanoTime;
  }

  /**
   * @param key what the request is hashed by; null where it has none
   */
  Explanation explain(Snapshot snapshot, RequestContext context, @Nullable String key) {
    Targets targets = snapshot.targets();
    int rule = rules.first(context);
    boolean givesWay = targets != null && targets.givenUp(rule);
    String then = targets == null ? algorithm : deciding(rule, givesWay).then();
    Routable routable = snapshot.routable(context, TriedAgents.NONE);
    List<Step> steps = targets == null ? List.of() : steps(rules, rule, givesWay);
    PooledAgent trial = routable.nextTrial();
    int pick = trial == null ? peek(routable, key) : Selector.UNKNOWN;
    PooledAgent agent = pick >= 0 ? routable.agent(pick) : trial;
    return new Explanation(
        rules.pool(),
        steps,
        then,
        null,
        snapshot.agents().stream().map(each -> candidate(each, routable)).toList(),
        agent == null ? null : agent.id(),
        trial == null
            ? reason(snapshot, routable, pick, then, key)
            : "to be tried after its ejection");
  }

  private RoutingRuleConfig deciding(int rule, boolean givesWay) {
    return rules.rule(givesWay ? rules.defaultRule() : rule);
  }

  private static int peek(Routable routable, @Nullable String key) {
    if (!routable.hasFit()) {
      return Selector.NONE;
    }
    boolean chance = routable.keyed() && key == null;
    return chance ? Selector.UNKNOWN : routable.peek(key == null ? 0 : KeyHash.of(key));
  }

  private String reason(
      Snapshot snapshot, Routable routable, int pick, String then, @Nullable String key) {
    if (pick == Selector.NONE) {
      return snapshot.noAgent(routable, nanoTime.getAsLong()).reason().label();
    }
    if (pick != Selector.UNKNOWN) {
      return "next by " + then;
    }
    return routable.keyed() && key == null
        ? "any, by chance: the request has no key for " + then
        : "any: " + then + " does not tell beforehand";
  }

  private static Candidate candidate(PooledAgent agent, Routable routable) {
    Standing standing = agent.standing();
    return new Candidate(
        agent.id(),
        standing.state(),
        standing.reason(),
        agent.inFlight(),
        agent.effectiveWeight(),
        routable.offers(agent));
  }

  /** The rule that fits, and the default where it takes over. */
  static List<Step> steps(RoutingRules rules, int rule, boolean givesWay) {
    Step first = step(rules, rule, givesWay ? NONE_ROUTABLE : null);
    return givesWay ? List.of(first, step(rules, rules.defaultRule(), null)) : List.of(first);
  }

  private static Step step(RoutingRules rules, int rule, @Nullable String gaveWay) {
    RoutingRuleConfig config = rules.rule(rule);
    String index = config.isDefault() ? " default" : "[" + rule + "]";
    return new Step("routing_rules" + index, text(config.match()), config.target(), gaveWay);
  }

  /** A {@code match} as messages show it: {@code user_tier: vip, model: gpt-*}. */
  static String text(Map<String, AttributeMatch> match) {
    return match.entrySet().stream()
        .map(wanted -> wanted.getKey() + ": " + wanted.getValue())
        .collect(Collectors.joining(", "));
  }
}
