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
import java.util.function.ToDoubleFunction;

/**
 * A strategy at work on one changing set of agents: a whole pool, or one target of its rules. Each set
 * has a strategy of its own, so that the picks of one do not move the turn of another. Where the
 * strategy throws, a substitute takes its place. Used under the pool's lock.
 *
 * <p>Round robin gives all agents the same, whatever weights the document gives them, but a slow start,
 * heavy load, or another weight at run time changes an agent's share under it, too: while one has not
 * exactly a whole share, the turns go by shares.
 */
final class Turns {
  private final Strategy strategy;
  private final Strategy substitute;
  private final Strategy sharing;
  private final boolean equal;
  private final StrategyGuard guard;
  private StickyAgents latest = StickyAgents.NONE;
  private final Map<String, AttemptTracker> trackers = new HashMap<>();

  /**
   * @param equal whether the strategy gives all agents the same, whatever their weights
   * @param substitute a round robin
   * @param sharing a weighted round robin
   */
  Turns(
      StrategyFactory factory,
      boolean equal,
      StrategyFactory substitute,
      StrategyFactory sharing,
      StrategyEnvironment environment,
      StrategyGuard guard) {
    this.guard = guard;
    this.equal = equal;
    this.substitute = substitute.create(environment);
    this.sharing = sharing.create(environment);
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

  /** Begins to measure an agent: one that has joined, or one that begins anew. */
  AttemptTracker track(String agentId) {
    AttemptTracker tracker = newTracker();
    trackers.put(agentId, tracker);
    return tracker;
  }

  /** What measures an agent, from now on where nothing has so far. */
  AttemptTracker tracked(String agentId) {
    AttemptTracker tracker = trackers.get(agentId);
    return tracker == null ? track(agentId) : tracker;
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

  /**
   * What picks among these agents, as long as they and their weights stay the same.
   *
   * @param pauses of the agents that a call waits for where none takes it
   * @param sticky whether sessions are kept on their agents
   */
  Routable over(Roster roster, List<Pause> pauses, boolean sticky) {
    List<PooledAgent> agents = roster.fit();
    List<WeightedAgent> candidates = candidates(agents, PooledAgent::effectiveWeight);
    Selector fallback = substitute.selector(candidates);
    boolean byShare = equal && agents.stream().anyMatch(agent -> agent.share() != 1);
    Selector selector = byShare
        ? sharing.selector(candidates(agents, PooledAgent::share))
        : selector(candidates, fallback);
    OwedTurns owed = sticky ? owedTurns(agents, byShare) : OwedTurns.NONE;
    return new Routable(
        new Picker(agents, selector, fallback, guard, owed),
        roster.onTrial(),
        pauses,
        sticky ? stickyAgents(roster) : StickyAgents.NONE);
  }

  private StickyAgents stickyAgents(Roster roster) {
    latest = new StickyAgents(roster, latest);
    return latest;
  }

  private OwedTurns owedTurns(List<PooledAgent> agents, boolean byShare) {
    return new OwedTurns(agents.stream()
        .mapToDouble(agent -> !equal ? agent.effectiveWeight() : byShare ? agent.share() : 1)
        .toArray());
  }

  private List<WeightedAgent> candidates(
      List<PooledAgent> agents, ToDoubleFunction<PooledAgent> weight) {
    return agents.stream()
        .map(agent -> new WeightedAgent(agent, weight.applyAsDouble(agent), tracker(agent)))
        .toList();
  }

  private AttemptTracker tracker(PooledAgent agent) {
    return trackers.getOrDefault(agent.id(), AttemptTracker.NONE);
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
