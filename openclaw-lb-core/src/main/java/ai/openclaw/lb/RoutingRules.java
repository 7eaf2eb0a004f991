package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.DnsConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.config.RoutingRuleConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pool's {@code routing_rules}: the first rule that fits the request names the target. Immutable.
 * Cost: see {@link RuleIndex}.
 *
 * <p>Example: with rules {@code user_tier=vip -> a}, {@code request_type=code -> b} and the default
 * c, a request with both attributes goes to a, one with neither to c.
 */
final class RoutingRules {
  private final String pool;

  /** In the document's order; the default is the last one, whether the document has one or not. */
  private final RoutingRuleConfig[] rules;

  private final RuleIndex index;

  /** The targets that mean agents of the pool: their ids and groups, and the pool itself. */
  private final Set<String> own = new HashSet<>();

  private final boolean leavesPool;

  /** These rules, in order, over the agents of a pool. */
  RoutingRules(PoolConfig config, List<RoutingRuleConfig> rules) {
    this.pool = config.name();
    List<RoutingRuleConfig> all = new ArrayList<>(rules);
    if (all.isEmpty() || !all.get(all.size() - 1).isDefault()) {
      all.add(RoutingRuleConfig.of(Map.of(), pool));
    }
    this.rules = all.toArray(RoutingRuleConfig[]::new);
    this.index = new RuleIndex(
        all.subList(0, all.size() - 1).stream().map(RoutingRuleConfig::match).toList());
    own.add(pool);
    DnsConfig dns = config.membership().discovery().dns();
    if (dns != null && dns.agents().group() != null) {
      own.add(dns.agents().group());
    }
    for (AgentConfig agent : config.instances()) {
      own.add(agent.id());
      if (agent.group() != null) {
        own.add(agent.group());
      }
    }
    this.leavesPool = !all.stream().map(RoutingRuleConfig::target).allMatch(own::contains);
  }

  /** Whether every request may go to every agent, by the usual algorithm. */
  boolean isEmpty() {
    return rules.length == 1
        && rules[0].target().equals(pool)
        && rules[0].then().equals(RoutingRuleConfig.DEFAULT_THEN);
  }

  String pool() {
    return pool;
  }

  /** How many rules there are, with the default. */
  int size() {
    return rules.length;
  }

  RoutingRuleConfig rule(int rule) {
    return rules[rule];
  }

  /** The index of the default, which is the last. */
  int defaultRule() {
    return rules.length - 1;
  }

  /** The index of the rule that decides on a request. */
  int first(RequestContext context) {
    int first = index.first(context);
    return first == RuleIndex.NONE ? defaultRule() : first;
  }

  /** Whether a rule's target means agents of the pool, and not another pool of the document. */
  boolean isOwn(int rule) {
    return own.contains(rules[rule].target());
  }

  /** Whether a rule names another pool of the document. */
  boolean leavesPool() {
    return leavesPool;
  }

  /** Every attribute that a rule reads. */
  Set<String> attributes() {
    return index.attributes();
  }
}
