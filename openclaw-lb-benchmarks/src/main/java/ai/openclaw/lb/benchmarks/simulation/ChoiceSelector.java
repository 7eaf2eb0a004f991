package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.strategy.Candidate;
import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.Selector;
import ai.openclaw.lb.strategy.StrategyEnvironment;
import java.util.List;

/** The cheapest of all candidates, or of two that are drawn at random. For one thread. */
final class ChoiceSelector implements Selector {
  /** Which candidates are compared. */
  enum Draw {
    ALL,
    TWO,
    TWO_WITH_REPLACEMENT
  }

  /** What a candidate costs. */
  interface Cost {
    double of(Candidate candidate, long nowNanos);
  }

  private final List<? extends Candidate> candidates;
  private final Cost cost;
  private final Draw draw;
  private final StrategyEnvironment environment;
  private final int[] allowed;

  ChoiceSelector(
      List<? extends Candidate> candidates, Cost cost, Draw draw, StrategyEnvironment environment) {
    this.candidates = candidates;
    this.cost = cost;
    this.draw = draw;
    this.environment = environment;
    this.allowed = new int[candidates.size()];
  }

  @Override
  public int pick(long key, Exclusions excluded) {
    int size = Peers.allowed(allowed, candidates.size(), excluded);
    if (size < 2) {
      return size == 0 ? NONE : allowed[0];
    }
    int first = Peers.draw(environment, size);
    return switch (draw) {
      case ALL -> cheapest(first, size);
      case TWO -> cheaper(first, (first + 1 + Peers.draw(environment, size - 1)) % size);
      case TWO_WITH_REPLACEMENT -> cheaper(first, Peers.draw(environment, size));
    };
  }

  private int cheaper(int first, int second) {
    long now = environment.nanoTime().getAsLong();
    double gain = costOf(allowed[first], now) - costOf(allowed[second], now);
    return gain > 0 ? allowed[second] : allowed[first];
  }

  /** Begins anywhere, so that ties go to any of the equal ones. */
  private int cheapest(int start, int size) {
    long now = environment.nanoTime().getAsLong();
    int best = allowed[start];
    double least = costOf(best, now);
    for (int i = 1; i < size; i++) {
      int index = allowed[(start + i) % size];
      double its = costOf(index, now);
      if (its < least) {
        best = index;
        least = its;
      }
    }
    return best;
  }

  private double costOf(int index, long now) {
    return cost.of(candidates.get(index), now);
  }
}
