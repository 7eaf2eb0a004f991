package ai.openclaw.lb;

import ai.openclaw.lb.strategy.AttemptTracker;
import ai.openclaw.lb.strategy.Selector;
import ai.openclaw.lb.strategy.Strategy;
import ai.openclaw.lb.strategy.StrategyEnvironment;
import ai.openclaw.lb.strategy.StrategyFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A strategy at work on one changing set of agents: a whole pool, or one target of its rules. Each set
 * has a strategy of its own, so that the picks of one do not move the turn of another. Where the
 * strategy throws, a substitute takes its place. Used under the pool's lock.
 */
final class Turns {
  private final Strategy strategy;
  private final Strategy substitute;
  private final StrategyGuard guard;
  private final Map<String, AttemptTracker> trackers = new HashMap<>();

  Turns(
      StrategyFactory factory,
      StrategyFactory substitute,
      StrategyEnvironment environment,
      StrategyGuard guard) {
    this.guard = guard;
    this.substitute = substitute.create(environment);
    this.strategy = create(factory, environment);
  }

  private Strategy create(StrategyFactory factory, StrategyEnvironment environment) {
    try {
      return Objects.requireNonNull(factory.create(environment), "no strategy");
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("factory.create", e);
      return substitute;
    }
  }

  /** Begins to measure an agent that has joined. */
  AttemptTracker track(String agentId) {
    AttemptTracker tracker = newTracker();
    trackers.put(agentId, tracker);
    return tracker;
  }

  void forget(String agentId) {
    trackers.remove(agentId);
  }

  private AttemptTracker newTracker() {
    try {
      return Objects.requireNonNull(strategy.newTracker(), "no tracker");
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("newTracker", e);
      return AttemptTracker.NONE;
    }
  }

  /** What picks among these agents, as long as they and their weights stay the same. */
  Routable over(List<PooledAgent> agents) {
    List<WeightedAgent> candidates = agents.stream().map(this::candidate).toList();
    Selector fallback = substitute.selector(candidates);
    return new Routable(agents, selector(candidates, fallback), fallback, guard);
  }

  private WeightedAgent candidate(PooledAgent agent) {
    AttemptTracker tracker = trackers.getOrDefault(agent.id(), AttemptTracker.NONE);
    return new WeightedAgent(agent, agent.effectiveWeight(), tracker);
  }

  private Selector selector(List<WeightedAgent> candidates, Selector fallback) {
    try {
      return Objects.requireNonNull(strategy.selector(candidates), "no selector");
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("selector", e);
      return fallback;
    }
  }
}
