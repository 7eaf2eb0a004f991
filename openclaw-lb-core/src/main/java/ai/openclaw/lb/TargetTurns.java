package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.RoutingRuleConfig;
import ai.openclaw.lb.strategy.AttemptTracker;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The strategies of a pool's rules: one for each target and the algorithm that it is balanced by, so
 * that rules which have both in common share the turns. Used under the pool's lock.
 */
final class TargetTurns {
  private final RoutingRules rules;
  private final Map<Balanced, Turns> turns = new HashMap<>();

  /** A target, and the algorithm among its agents. */
  private record Balanced(String target, String then) {
    static Balanced of(RoutingRuleConfig rule) {
      return new Balanced(rule.target(), rule.then());
    }
  }

  private final boolean sticky;

  /**
   * @param sticky whether sessions are kept on their agents
   * @param newTurns makes a strategy of the algorithm of that name
   */
  TargetTurns(RoutingRules rules, boolean sticky, Function<String, Turns> newTurns) {
    this(rules, sticky, new HashMap<>(), newTurns);
  }

  private TargetTurns(
      RoutingRules rules,
      boolean sticky,
      Map<Balanced, Turns> known,
      Function<String, Turns> newTurns) {
    this.rules = rules;
    this.sticky = sticky;
    for (int i = 0; i < rules.size() && !rules.isEmpty(); i++) {
      if (rules.isOwn(i)) {
        Balanced balanced = Balanced.of(rules.rule(i));
        Turns kept = known.get(balanced);
        turns.computeIfAbsent(balanced, key -> kept == null ? newTurns.apply(key.then) : kept);
      }
    }
  }

  /** The strategies of other rules: those that both have in common go on. */
  TargetTurns by(RoutingRules next, boolean keepsSessions, Function<String, Turns> newTurns) {
    return new TargetTurns(next, keepsSessions, turns, newTurns);
  }

  /** What measures an agent for each target that means it, as {@code source} gives it. */
  void track(
      AgentConfig agent,
      BiFunction<Turns, String, AttemptTracker> source,
      List<AttemptTracker> trackers) {
    turns.forEach((balanced, its) -> {
      String target = balanced.target;
      if (target.equals(agent.id())
          || target.equals(agent.group())
          || target.equals(rules.pool())) {
        trackers.add(source.apply(its, agent.id()));
      }
    });
  }

  void forget(String agentId) {
    turns.values().forEach(its -> its.forget(agentId));
  }

  /**
   * Where the rules lead while the agents stand so.
   *
   * @param all every agent of the pool
   * @param roster what can be asked of them
   * @param whole the pool as a whole
   */
  Targets over(Collection<PooledAgent> all, Roster roster, Routable whole) {
    Map<Balanced, Routable> own = new HashMap<>();
    int last = rules.defaultRule();
    Predicate<PooledAgent> rest =
        rules.isOwn(last) ? meantBy(rules.rule(last).target(), all) : agent -> true;
    turns.forEach((balanced, its) -> {
      Predicate<PooledAgent> meant = meantBy(balanced.target, all);
      own.put(balanced, its.over(roster.only(meant), roster.only(meant.or(rest)).pauses(), sticky));
    });
    Routable[] byRule = new Routable[rules.size()];
    BitSet givenUp = new BitSet();
    byRule[last] = own.getOrDefault(Balanced.of(rules.rule(last)), whole);
    for (int i = 0; i < last; i++) {
      RoutingRuleConfig rule = rules.rule(i);
      Routable target = own.getOrDefault(Balanced.of(rule), whole.none());
      if (rule.strict()) {
        byRule[i] = target.waitingFor(roster.only(meantBy(rule.target(), all)).pauses());
      } else {
        byRule[i] = target.orElse(byRule[last]);
        givenUp.set(i, !target.hasFit());
      }
    }
    return new Targets(rules, byRule, givenUp);
  }

  /** A target means the agent of that id, else the group, else, by the pool's name, all agents. */
  private Predicate<PooledAgent> meantBy(String target, Collection<PooledAgent> all) {
    Predicate<PooledAgent> byId = agent -> target.equals(agent.id());
    if (all.stream().anyMatch(byId)) {
      return byId;
    }
    boolean wholePool = target.equals(rules.pool());
    return agent -> wholePool || target.equals(agent.config().group());
  }
}
