package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.strategy.AttemptTracker;
import ai.openclaw.lb.strategy.Selector;
import ai.openclaw.lb.strategy.Strategies;
import ai.openclaw.lb.strategy.Strategy;
import ai.openclaw.lb.strategy.StrategyEnvironment;
import ai.openclaw.lb.strategy.StrategyFactory;
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
    this.rules = new RoutingRules(config);
    this.guard = new StrategyGuard(config.name(), config.algorithm());
    String algorithm =
        config.algorithm().equals(SMART_ROUTING) ? WITHIN_TARGETS : config.algorithm();
    StrategyFactory factory = factory(strategies, algorithm);
    StrategyFactory substitute = factory(strategies, SUBSTITUTE);
    this.whole = new Turns(factory, substitute, environment);
    if (!rules.isEmpty()) {
      for (String target : rules.targets()) {
        targets.put(target, new Turns(factory, substitute, environment));
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
    return new PooledAgent(config, whole.newTracker(), guard);
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

  /** One strategy with its substitute, for one set of agents that changes over time. */
  private final class Turns {
    private final Strategy strategy;
    private final Strategy substitute;

    Turns(StrategyFactory factory, StrategyFactory substitute, StrategyEnvironment environment) {
      this.substitute = substitute.create(environment);
      this.strategy = create(factory, environment);
    }

    private Strategy create(StrategyFactory factory, StrategyEnvironment environment) {
      try {
        return factory.create(environment);
      } catch (RuntimeException | LinkageError | AssertionError e) {
        guard.failed("factory.create", e);
        return substitute;
      }
    }

    AttemptTracker newTracker() {
      try {
        return strategy.newTracker();
      } catch (RuntimeException | LinkageError | AssertionError e) {
        guard.failed("newTracker", e);
        return AttemptTracker.NONE;
      }
    }

    Routable over(List<PooledAgent> agents) {
      List<WeightedAgent> candidates = agents.stream()
          .map(agent -> new WeightedAgent(agent, agent.effectiveWeight()))
          .toList();
      Selector fallback = substitute.selector(candidates);
      return new Routable(agents, selector(candidates, fallback), fallback, guard);
    }

    private Selector selector(List<WeightedAgent> candidates, Selector fallback) {
      try {
        return strategy.selector(candidates);
      } catch (RuntimeException | LinkageError | AssertionError e) {
        guard.failed("selector", e);
        return fallback;
      }
    }
  }
}
