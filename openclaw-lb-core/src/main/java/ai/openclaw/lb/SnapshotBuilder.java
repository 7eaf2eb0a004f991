package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.OnNoneHealthy;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.config.RoutingRuleConfig;
import ai.openclaw.lb.strategy.AttemptTracker;
import ai.openclaw.lb.strategy.Strategies;
import ai.openclaw.lb.strategy.StrategyEnvironment;
import ai.openclaw.lb.strategy.StrategyFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Builds a pool's snapshots. It holds the pool's strategies, one for the whole pool and one for each
 * target of its rules, whose cursors outlive the snapshots. Used under the pool's lock.
 */
final class SnapshotBuilder {
  private static final String SMART_ROUTING = "smart_routing";

  /** What picks where a strategy fails. */
  private static final String SUBSTITUTE = "round_robin";

  /** What picks by shares where agents of a round robin do not all get the same. */
  private static final String SHARING = "weighted_round_robin";

  private final RoutingRules rules;
  private final StrategyGuard guard;
  private final boolean failOpen;
  private final boolean sticky;
  private final Turns whole;
  private final TargetTurns targets;

  SnapshotBuilder(PoolConfig config, Strategies strategies, StrategyEnvironment environment) {
    boolean routes = config.algorithm().equals(SMART_ROUTING);
    this.rules = new RoutingRules(config, routes ? config.routingRules() : List.of());
    this.guard = new StrategyGuard(config.name(), config.algorithm());
    this.failOpen = config.failover().onNoneHealthy() == OnNoneHealthy.FAIL_OPEN;
    this.sticky = config.sessionAffinity().enabled();
    String algorithm = routes ? RoutingRuleConfig.DEFAULT_THEN : config.algorithm();
    this.whole = turns(strategies, algorithm, environment);
    this.targets = new TargetTurns(rules, then -> turns(strategies, then, environment));
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
    targets.track(config, trackers);
    return new AttemptTrackers(trackers, guard);
  }

  /** Forgets what was measured of an agent that has left. */
  void forget(String agentId) {
    whole.forget(agentId);
    targets.forget(agentId);
  }

  /** Returns the snapshot of a pool of these agents; of a closed one none is routable. */
  Snapshot build(Collection<PooledAgent> agents, boolean closed) {
    Roster roster = closed ? Roster.NOBODY : Roster.of(agents, failOpen);
    Routable all = whole.over(roster, roster.pauses());
    return new Snapshot(
        List.copyOf(agents),
        all,
        rules.isEmpty() ? null : targets.over(agents, roster, all),
        rules.pool(),
        closed);
  }
}
