package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.strategy.AttemptTracker;
import ai.openclaw.lb.strategy.Candidate;
import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.Selector;
import ai.openclaw.lb.strategy.Strategy;
import ai.openclaw.lb.strategy.StrategyEnvironment;
import ai.openclaw.lb.strategy.StrategyFactory;
import java.util.List;
import java.util.function.Supplier;

/**
 * The decision rules of other balancers, written from their published descriptions. None uses
 * weights. They stand for the rule alone, not for the product that has it: health and failover are
 * the pool's in every run.
 */
final class Peers {
  private static final double SECOND = EventLoop.SECOND;

  private Peers() {}

  /** The fewer in flight of two different agents (M. Mitzenmacher, 2001). */
  static StrategyFactory twoChoices() {
    return strategy(ChoiceSelector.Draw.TWO, (candidate, now) -> candidate.inFlight());
  }

  /** The fewer in flight of two agents that may be the same, as in Envoy's least request. */
  static StrategyFactory leastRequest() {
    return strategy(
        ChoiceSelector.Draw.TWO_WITH_REPLACEMENT, (candidate, now) -> candidate.inFlight());
  }

  /** Peak EWMA of the first byte's time, 10 s, of two: as in Finagle and Tower. */
  static StrategyFactory peakEwma() {
    return latency(ChoiceSelector.Draw.TWO);
  }

  /** The same with a look at every agent. */
  static StrategyFactory peakEwmaFull() {
    return latency(ChoiceSelector.Draw.ALL);
  }

  /** In flight, and ten for each failure, fading over 30 s: Dialogue's balanced score. */
  static StrategyFactory balancedScore() {
    return environment -> new Peer(
        () -> new FailureScore(10, 30 * SECOND),
        candidates -> new ChoiceSelector(
            candidates,
            (candidate, now) ->
                candidate.inFlight() + Math.rint(((FailureScore) candidate.tracker()).at(now)),
            ChoiceSelector.Draw.ALL,
            environment));
  }

  /** Prequal's hot and cold, by what a caller knows itself: see {@link HotColdSelector}. */
  static StrategyFactory hotCold() {
    return environment ->
        new Peer(LatencyByLoad::new, candidates -> new HotColdSelector(candidates, environment));
  }

  private static StrategyFactory latency(ChoiceSelector.Draw draw) {
    return environment -> new Peer(
        () -> new PeakAverage(0.03 * SECOND, 10 * SECOND),
        candidates -> new ChoiceSelector(
            candidates,
            (candidate, now) ->
                ((PeakAverage) candidate.tracker()).at(now) * (candidate.inFlight() + 1),
            draw,
            environment));
  }

  private static StrategyFactory strategy(ChoiceSelector.Draw draw, ChoiceSelector.Cost cost) {
    return environment -> new Peer(
        () -> AttemptTracker.NONE,
        candidates -> new ChoiceSelector(candidates, cost, draw, environment));
  }

  private interface Selectors {
    Selector over(List<? extends Candidate> candidates);
  }

  private record Peer(Supplier<AttemptTracker> trackers, Selectors selectors) implements Strategy {
    @Override
    public Selector selector(List<? extends Candidate> candidates) {
      return selectors.over(candidates);
    }

    @Override
    public AttemptTracker newTracker() {
      return trackers.get();
    }
  }

  /** Collects the indices that are not excluded; returns how many there are. */
  static int allowed(int[] into, int size, Exclusions excluded) {
    int allowed = 0;
    for (int i = 0; i < size; i++) {
      if (!excluded.contains(i)) {
        into[allowed++] = i;
      }
    }
    return allowed;
  }

  /** A number from 0 to {@code bound} - 1. */
  static int draw(StrategyEnvironment environment, int bound) {
    return (int) (((environment.random().get().nextLong() >>> 32) * bound) >>> 32);
  }
}
