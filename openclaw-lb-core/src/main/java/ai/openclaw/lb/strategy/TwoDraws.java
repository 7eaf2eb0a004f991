package ai.openclaw.lb.strategy;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Picks the less loaded, over its weight, of two different candidates that are drawn in proportion
 * to their weights; of equals the one that was picked as such less often lately. So an idle pool is
 * spread evenly rather than by dice: over 10 candidates and 1,000 calls the luckiest gets 2 % more
 * than its share, where dice give it up to 30 % (200 seeds).
 */
final class TwoDraws implements RuleSelector {
  /** How many turns one can fall behind: it must not catch up on all that it missed while busy. */
  private static final int MEMORY = 4;

  private final Candidate[] candidates;
  private final double[] weights;
  private final WeightedDraw draw;
  private final LoadRule rule;
  private final double tolerance;
  private final Supplier<RandomGenerator> random;

  /**
   * How often each was picked of equals, at most {@link #MEMORY} behind the other one. Written by
   * picks of equals, unordered: a lost write moves a tie.
   */
  private final AtomicIntegerArray turns;

  /** Picks from two candidates or more. */
  TwoDraws(List<? extends Candidate> candidates, LoadRule rule, Supplier<RandomGenerator> random) {
    this.candidates = candidates.toArray(Candidate[]::new);
    this.weights = Weights.of(candidates);
    this.draw = new WeightedDraw(weights);
    this.rule = rule;
    this.tolerance = rule.tolerance();
    this.random = random;
    this.turns = new AtomicIntegerArray(this.candidates.length);
  }

  @Override
  public LoadRule rule() {
    return rule;
  }

  @Override
  public long pickSeen(Exclusions excluded, boolean timed, long now) {
    RandomGenerator generator = random.get();
    long pair = draw.pair(generator);
    int first = (int) pair;
    int second = (int) (pair >>> Integer.SIZE);
    if (excluded.contains(first) || excluded.contains(second)) {
      return pickAllowed(generator, excluded, timed, now);
    }
    return better(first, second, timed, now);
  }

  private long pickAllowed(
      RandomGenerator generator, Exclusions excluded, boolean timed, long now) {
    int first = draw.allowed(generator, excluded, NONE);
    if (first == NONE) {
      return NONE;
    }
    int second = draw.allowed(generator, excluded, first);
    return second == NONE
        ? LoadSelector.seen(first, candidates[first].inFlight())
        : better(first, second, timed, now);
  }

  private long better(int first, int second, boolean timed, long now) {
    int firstInFlight = candidates[first].inFlight();
    int secondInFlight = candidates[second].inFlight();
    double firstLoad = rule.load(first, firstInFlight, timed, now);
    double secondLoad = rule.load(second, secondInFlight, timed, now);
    double gain = secondLoad * weights[first] - firstLoad * weights[second];
    if (Math.abs(gain) <= tolerance * firstLoad * weights[second]) {
      return equal(first, firstInFlight, second, secondInFlight);
    }
    // All ones where the second is less loaded: no branch, which no one could predict.
    long better = Double.doubleToRawLongBits(gain) >> (Long.SIZE - 1);
    long firstSeen = LoadSelector.seen(first, firstInFlight);
    long secondSeen = LoadSelector.seen(second, secondInFlight);
    return firstSeen ^ ((firstSeen ^ secondSeen) & better);
  }

  private long equal(int first, int firstInFlight, int second, int secondInFlight) {
    int firstTurns = turns.getPlain(first);
    int secondTurns = turns.getPlain(second);
    if (firstTurns - secondTurns <= 0) {
      turns.setPlain(first, 1 + notFarBehind(firstTurns, secondTurns));
      return LoadSelector.seen(first, firstInFlight);
    }
    turns.setPlain(second, 1 + notFarBehind(secondTurns, firstTurns));
    return LoadSelector.seen(second, secondInFlight);
  }

  private static int notFarBehind(int turns, int others) {
    return others - turns > MEMORY ? others - MEMORY : turns;
  }
}
