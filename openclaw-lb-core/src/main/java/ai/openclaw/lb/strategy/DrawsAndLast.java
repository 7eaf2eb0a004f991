package ai.openclaw.lb.strategy;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Picks the less loaded, over its weight, of two candidates that are drawn as in {@link TwoDraws}, or
 * again the one that the thread picked last, while it is clearly less loaded than these. In large pools of
 * unequal agents two draws alone often find two slow ones; the memory keeps to a fast one, once it is
 * found, until its load is like that of others (M. Mitzenmacher, B. Prabhakar and D. Shah, "Load
 * balancing with memory", 2002).
 *
 * <p>Cost: O(1), that of two draws and a third load.
 *
 * <p>Example: of 100 idle agents ten are four times as fast. Two draws find one of these in 19 of 100
 * picks; after one that has, the next go to it as well, until it has so many attempts in flight that
 * two idle slow ones are no worse.
 */
final class DrawsAndLast implements RuleSelector {
  private static final int STRIPES = 8;

  /** As far apart as processors fetch memory: two lines of 64 bytes. */
  private static final int STRIDE = 128 / Integer.BYTES;

  private final Candidate[] candidates;
  private final double[] weights;
  private final TwoDraws draws;
  private final LoadRule rule;
  private final double clearly;

  /**
   * The latest picks, of some of the threads each, so that a thread does not wait for what others
   * have just written. Written by picks, unordered: each of them is as good to remember.
   */
  private final int[] last = new int[(1 + STRIPES) * STRIDE];

  /** Picks from two candidates or more. */
  DrawsAndLast(
      List<? extends Candidate> candidates, LoadRule rule, Supplier<RandomGenerator> random) {
    this.candidates = candidates.toArray(Candidate[]::new);
    this.weights = Weights.of(candidates);
    this.draws = new TwoDraws(candidates, rule, random);
    this.rule = rule;
    this.clearly = 1 + rule.tolerance();
  }

  @Override
  public LoadRule rule() {
    return rule;
  }

  @Override
  public long pickSeen(Exclusions excluded, boolean timed, long now) {
    long drawn = draws.pickSeen(excluded, timed, now);
    int index = LoadSelector.index(drawn);
    int stripe = stripe();
    int remembered = last[stripe];
    if (drawn == NONE || index == remembered) {
      return drawn;
    }
    if (!excluded.contains(remembered)) {
      int inFlight = candidates[remembered].inFlight();
      double its = rule.load(remembered, inFlight, timed, now) * weights[index];
      double other = rule.load(index, LoadSelector.inFlight(drawn), timed, now);
      if (its * clearly < other * weights[remembered]) {
        return LoadSelector.seen(remembered, inFlight);
      }
    }
    last[stripe] = index;
    return drawn;
  }

  /** A place of the thread's, beyond the array's head, which every pick reads. */
  private static int stripe() {
    return (1 + (System.identityHashCode(Thread.currentThread()) & (STRIPES - 1))) * STRIDE;
  }
}
