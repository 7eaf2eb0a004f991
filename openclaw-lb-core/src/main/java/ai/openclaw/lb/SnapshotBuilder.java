package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.OnNoneHealthy;
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
import java.util.stream.Stream;

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

  /** What picks by shares where agents of a round robin do not all get the same. */
  private static final String SHARING = "weighted_round_robin";

  private final RoutingRules rules;
  private final StrategyGuard guard;
  private final boolean failOpen;
  private final boolean sticky;
  private final Turns whole;
  private final Map<String, Turns> targets = new HashMap<>();

  SnapshotBuilder(PoolConfig config, Strategies strategies, StrategyEnvironment environment) {
    boolean routes = config.algorithm().equals(SMART_ROUTING);
    this.rules = new RoutingRules(config, routes ? config.routingRules() : List.of());
    this.guard = new StrategyGuard(config.name(), config.algorithm());
    this.failOpen = config.failover().onNoneHealthy() == OnNoneHealthy.FAIL_OPEN;
    this.sticky = config.sessionAffinity().enabled();
    String algorithm = routes ? WITHIN_TARGETS : config.algorithm();
    this.whole = turns(strategies, algorithm, environment);
    if (!rules.isEmpty()) {
      for (String target : rules.targets()) {
        targets.put(target, turns(strategies, algorithm, environment));
      }
    }
  }

  private Turns turns(Strategies strategies, String algorithm, StrategyEnvironment environment) {
    return new Turns(
        factory(strategies, algorithm),
        algorithm.equals(SUBSTITUTE),
        factory(strategies, SUBSTITUTE),
        factory(strategies, SHARING),
        environment,
        guard,
        sticky);
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

  PooledAgent newAgent(AgentConfig config, Admission admission, Overload overload) {
    return new PooledAgent(config, newTrackers(config), admission, overload);
  }

  /** New trackers for an agent, in the place of those it has: it is measured anew. */
  AttemptTrackers newTrackers(AgentConfig config) {
    List<AttemptTracker> trackers = new ArrayList<>();
    trackers.add(whole.track(config.id()));
    targets.forEach((target, turns) -> {
      if (target.equals(config.id())
          || target.equals(config.group())
          || target.equals(rules.pool())) {
        trackers.add(turns.track(config.id()));
      }
    });
    return new AttemptTrackers(trackers, guard);
  }

  /** Forgets what was measured of an agent that has left. */
  void forget(String agentId) {
    whole.forget(agentId);
    targets.values().forEach(turns -> turns.forget(agentId));
  }

  /** Returns the snapshot of a pool of these agents; of a closed one none is routable. */
  Snapshot build(Collection<PooledAgent> agents, boolean closed) {
    List<PooledAgent> routable = closed ? List.of() : routable(agents);
    List<PooledAgent> onTrial =
        closed ? List.of() : agents.stream().filter(PooledAgent::onTrial).toList();
    Map<String, Routable> byTarget = new HashMap<>();
    targets.forEach((target, turns) -> {
      Predicate<PooledAgent> meant = meantBy(target, agents);
      byTarget.put(
          target,
          turns.over(
              agents.stream().filter(meant).toList(),
              routable.stream().filter(meant).toList(),
              onTrial.stream().filter(meant).toList()));
    });
    return new Snapshot(
        List.copyOf(agents),
        whole.over(List.copyOf(agents), routable, onTrial),
        Map.copyOf(byTarget),
        pauses(agents),
        rules,
        closed);
  }

  private static List<Pause> pauses(Collection<PooledAgent> agents) {
    return agents.stream()
        .map(PooledAgent::standing)
        .filter(standing -> standing.state() == AgentState.COOLING)
        .flatMap(standing -> Stream.ofNullable(standing.pause()))
        .toList();
  }

  /**
   * The agents that may be picked: with none fit, and where that is asked for, all that stay. Not
   * those that have asked to be spared: what health checks say may be wrong, what they say is not.
   */
  private List<PooledAgent> routable(Collection<PooledAgent> agents) {
    List<PooledAgent> fit = agents.stream().filter(PooledAgent::routable).toList();
    if (!fit.isEmpty() || !failOpen) {
      return fit;
    }
    return agents.stream()
        .filter(agent -> agent.state() != AgentState.DRAINING
            && agent.state() != AgentState.COOLING
            && agent.effectiveWeight() > 0)
        .toList();
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
