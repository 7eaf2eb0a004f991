package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.strategy.AttemptTracker;
import ai.openclaw.lb.strategy.Strategies;
import ai.openclaw.lb.strategy.StrategyEnvironment;
import ai.openclaw.lb.strategy.StrategyFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Builds a pool's snapshots. It holds the pool's strategies, one for the whole pool and one for each
 * target of its rules, whose cursors outlive the snapshots. Used under the pool's lock.
 */
final class SnapshotBuilder {
  private static final String SMART_ROUTING = "smart_routing";

  /** What balances the agents of a target, since {@code smart_routing} itself only names targets. */
  private static final String WITHIN_TARGETS = "least_connections";

  /** What picks where a strategy fails. */
  private static final String SUBSTITUTE = "round_robin";

  private final RoutingRules rules;
  private final StrategyGuard guard;
  private final Turns whole;
  private final Map<String, Turns> targets = new HashMap<>();

  SnapshotBuilder(PoolConfig config, Strategies strategies, StrategyEnvironment environment) {
    boolean routes = config.algorithm().equals(SMART_ROUTING);
    this.rules = new RoutingRules(config, routes ? config.routingRules() : List.of());
    this.guard = new StrategyGuard(config.name(), config.algorithm());
    String algorithm = routes ? WITHIN_TARGETS : config.algorithm();
    StrategyFactory factory = factory(strategies, algorithm);
    StrategyFactory substitute = factory(strategies, SUBSTITUTE);
    this.whole = new Turns(factory, substitute, environment, guard);
    if (!rules.isEmpty()) {
      for (String target : rules.targets()) {
        targets.put(target, new Turns(factory, substitute, environment, guard));
      }
    }
  }

  private static StrategyFactory factory(Strategies strategies, String algorithm) {
    return strategies
        .find(algorithm)
        .orElseThrow(() -> new IllegalArgumentException(
            "algorithm: " + algorithm + " (expected: one of " + strategies.names() + ")"));
  }

  RoutingRules rules() {
    return rules;
  }

  PooledAgent newAgent(AgentConfig config) {
    List<AttemptTracker> trackers = new ArrayList<>();
    trackers.add(whole.track(config.id()));
    targets.forEach((target, turns) -> {
      if (target.equals(config.id())
          || target.equals(config.group())
          || target.equals(rules.pool())) {
        trackers.add(turns.track(config.id()));
      }
    });
    return new PooledAgent(config, trackers, guard);
  }

  /** Forgets what was measured of an agent that has left. */
  void forget(String agentId) {
    whole.forget(agentId);
    targets.values().forEach(turns -> turns.forget(agentId));
  }

  /** Returns the snapshot of a pool of these agents; of a closed one none is routable. */
  Snapshot build(Collection<PooledAgent> agents, boolean closed) {
    List<PooledAgent> routable =
        closed ? List.of() : agents.stream().filter(SnapshotBuilder::isRoutable).toList();
    Map<String, Routable> byTarget = new HashMap<>();
    targets.forEach((target, turns) -> {
      Predicate<PooledAgent> meant = meantBy(target, agents);
      byTarget.put(target, turns.over(routable.stream().filter(meant).toList()));
    });
    return new Snapshot(
        List.copyOf(agents), whole.over(routable), Map.copyOf(byTarget), rules, closed);
  }

  private static boolean isRoutable(PooledAgent agent) {
    return agent.state().routable() && agent.effectiveWeight() > 0;
  }

  /** A target means the agent of that id, else the group, else, by the pool's name, all agents. */
  private Predicate<PooledAgent> meantBy(String target, Collection<PooledAgent> agents) {
    Predicate<PooledAgent> byId = agent -> target.equals(agent.id());
    if (agents.stream().anyMatch(byId)) {
      return byId;
    }
    boolean wholePool = target.equals(rules.pool());
    return agent -> wholePool || target.equals(agent.config().group());
  }
}
