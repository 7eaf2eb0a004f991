package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.config.RoutingRuleConfig;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pool's {@code routing_rules}: the first rule whose attributes all equal the request's names the
 * target. Immutable. Cost: O(rules) comparisons a request.
 *
 * <p>Example: with rules {@code user_tier=vip -> a}, {@code request_type=code -> b} and the default
 * c, a request with both attributes goes to a, one with neither to c.
 */
final class RoutingRules {
  private final String pool;
  private final List<RoutingRuleConfig> rules;
  private final String defaultTarget;

  /** The targets that mean agents of the pool: their ids and groups, and the pool itself. */
  private final Set<String> own = new HashSet<>();

  /** These rules, in order, over the agents of a pool. */
  RoutingRules(PoolConfig config, List<RoutingRuleConfig> rules) {
    this.pool = config.name();
    this.rules = rules.stream().filter(rule -> !rule.isDefault()).toList();
    this.defaultTarget = rules.stream()
        .filter(RoutingRuleConfig::isDefault)
        .map(RoutingRuleConfig::target)
        .findFirst()
        .orElse(pool);
    own.add(pool);
    for (AgentConfig agent : config.instances()) {
      own.add(agent.id());
      if (agent.group() != null) {
        own.add(agent.group());
      }
    }
  }

  boolean isEmpty() {
    return rules.isEmpty() && defaultTarget.equals(pool);
  }

  String pool() {
    return pool;
  }

  String defaultTarget() {
    return defaultTarget;
  }

  /** Every target in the pool that a rule or the default names. */
  Set<String> targets() {
    Set<String> targets = new LinkedHashSet<>();
    rules.forEach(rule -> targets.add(rule.target()));
    targets.add(defaultTarget);
    targets.retainAll(own);
    return targets;
  }

  /** Whether a target means agents of the pool, and not another pool of the document. */
  boolean isOwn(String target) {
    return own.contains(target);
  }

  /** Every attribute that a rule reads. */
  Set<String> attributes() {
    Set<String> attributes = new LinkedHashSet<>();
    rules.forEach(rule -> attributes.addAll(rule.match().keySet()));
    return attributes;
  }

  String target(RequestContext context) {
    for (RoutingRuleConfig rule : rules) {
      if (matches(rule.match(), context.attributes())) {
        return rule.target();
      }
    }
    return defaultTarget;
  }

  /** Whether all that {@code match} asks for is among {@code attributes}. */
  static boolean matches(Map<String, String> match, Map<String, String> attributes) {
    for (Map.Entry<String, String> wanted : match.entrySet()) {
      if (!wanted.getValue().equals(attributes.get(wanted.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
