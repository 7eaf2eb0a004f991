package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.FailurePenaltyConfig;
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
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

  private final StrategyEnvironment environment;
  private final String algorithm;
  private final RoutingRules rules;
  private final StrategyGuard guard;
  private final boolean failOpen;
  private final boolean sticky;
  private final Turns whole;
  private final TargetTurns targets;

  private SnapshotBuilder(
      PoolConfig config,
      Strategies strategies,
      StrategyEnvironment environment,
      @Nullable SnapshotBuilder before) {
    boolean routes = config.algorithm().equals(SMART_ROUTING);
    this.environment = environment;
    this.rules = new RoutingRules(config, routes ? config.routingRules() : List.of());
    this.guard = new StrategyGuard(config.name(), config.algorithm());
    this.failOpen = config.failover().onNoneHealthy() == OnNoneHealthy.FAIL_OPEN;
    this.sticky = config.sessionAffinity().enabled();
    this.algorithm = routes ? RoutingRuleConfig.DEFAULT_THEN : config.algorithm();
    Function<String, Turns> newTurns = then -> turns(strategies, then);
    SnapshotBuilder known =
        before != null && before.environment.equals(environment) ? before : null;
    this.whole = known != null && known.algorithm.equals(algorithm)
        ? known.whole
        : newTurns.apply(algorithm);
    this.targets = known != null
        ? known.targets.by(rules, sticky, newTurns)
        : new TargetTurns(rules, sticky, newTurns);
  }

  /**
   * A builder by this configuration.
   *
   * @param before what the pool went by so far, or null; strategies that both have in common go on,
   *     with their turns and what they have measured
   * @throws IllegalArgumentException if there is no such algorithm
   */
  static SnapshotBuilder of(
      PoolConfig config, PoolOptions options, @Nullable SnapshotBuilder before) {
    FailurePenaltyConfig penalty = config.balancing().failurePenalty();
    StrategyEnvironment environment = new StrategyEnvironment(
        options.nanoTime(), options.random(), penalty.perFailure(), penalty.decay());
    return new SnapshotBuilder(config, options.strategies(), environment, before);
  }

  private Turns turns(Strategies strategies, String algorithm) {
    return new Turns(
        factory(strategies, algorithm),
        algorithm.equals(SUBSTITUTE),
        factory(strategies, SUBSTITUTE),
        factory(strategies, SHARING),
        environment,
        guard);
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
    return trackers(config, Turns::track);
  }

  /** The trackers of an agent, those that it has where a strategy has measured it before. */
  AttemptTrackers trackers(AgentConfig config) {
    return trackers(config, Turns::tracked);
  }

  private AttemptTrackers trackers(
      AgentConfig config, BiFunction<Turns, String, AttemptTracker> source) {
    List<AttemptTracker> trackers = new ArrayList<>();
    trackers.add(source.apply(whole, config.id()));
    targets.track(config, source, trackers);
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
    Routable all = whole.over(roster, roster.pauses(), sticky);
    return new Snapshot(
        List.copyOf(agents),
        all,
        rules.isEmpty() ? null : targets.over(agents, roster, all),
        rules.pool(),
        closed);
  }
}
