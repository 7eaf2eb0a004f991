package ai.openclaw.lb.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Weighted round robin, smooth: each candidate has its exact share, spread evenly over the cycle.
 *
 * <p>Weights that whole numbers of a small sum can express get nginx's cycle (see {@link
 * SmoothCycle}), laid out in a table that one cursor runs through. Others have no short cycle: their
 * picks are the points k phi of a golden-ratio sequence on the circle, each looked up in a table of
 * the weights (see {@link WeightedDraw}). Such points are spread evenly at any time, and the shares
 * come as near to the weights as one likes; 2^64 picks pass before the sequence repeats.
 *
 * <p>A schedule of new weights starts at a point of a golden-ratio sequence too, each next schedule
 * at the next point. However often and in whatever rhythm schedules change, every slot is equally
 * often the first, so none is favoured by the changes; starting anew, or at the same phase, would
 * favour the heaviest candidate, which is the first of each cycle. While the weights stay as they
 * are, so does the schedule, with its cursor.
 *
 * <p>Picks with exclusions are drawn from the others by weight and take no turn: a call's second
 * attempt must not move the turn of first ones, see {@link RoundRobin}.
 *
 * <p>Cost: one atomic addition, a multiplication and a table look-up, O(1); with exclusions at
 * most four look-ups, then O(n). To build: at most a millisecond or so for 1,000 candidates.
 *
 * <p>Example: for weights 5, 1, 1 the picks are a a b a c a a, and again. For weights 0.5 and 1 they
 * are b a b.
 */
final class WeightedRoundRobin implements Strategy {
  private final long firstTurn;
  /** The state of {@link #random}: written by every pick with exclusions. */
  private final AtomicLong spare = new AtomicLong();

  // The schedule that was built last: read and written under the pool's lock.
  private long schedules;
  private double[] weights = {};
  private Selector selector = (key, excluded) -> Selector.NONE;

  WeightedRoundRobin() {
    this(0);
  }

  WeightedRoundRobin(long firstTurn) {
    this.firstTurn = firstTurn;
  }

  @Override
  public Selector selector(List<? extends Candidate> candidates) {
    double[] wanted = Weights.of(candidates);
    if (!Arrays.equals(wanted, weights)) {
      weights = wanted;
      selector = schedule(wanted);
    }
    return selector;
  }

  private Selector schedule(double[] wanted) {
    if (wanted.length == 0) {
      return (key, excluded) -> Selector.NONE;
    }
    long start = KeyHash.GOLDEN * schedules++;
    WeightedDraw draw = new WeightedDraw(wanted);
    int[] cycle = SmoothCycle.of(wanted);
    if (cycle == null) {
      return new Points(start, draw, spare);
    }
    return new Cycle(cycle, firstTurn + WeightedDraw.column(start, cycle.length), draw, spare);
  }

  /** Draws one of those that are not excluded, by weight. */
  private static int spread(WeightedDraw draw, AtomicLong spare, Exclusions excluded) {
    for (int tries = 0; tries < WeightedDraw.TRIES; tries++) {
      int index = draw.at(random(spare));
      if (!excluded.contains(index)) {
        return index;
      }
    }
    return draw.among(random(spare), excluded, Selector.NONE);
  }

  /**
   * The next number of a splitmix64 sequence. An evenly spread one would not do: where it goes on
   * would depend on which of its numbers the exclusions made this pick and earlier ones refuse.
   */
  private static long random(AtomicLong spare) {
    return KeyHash.mix(spare.addAndGet(KeyHash.GOLDEN));
  }

  private static final class Cycle implements Selector {
    private final int[] cycle;
    private final Cursor cursor;
    private final WeightedDraw draw;
    private final AtomicLong spare;

    Cycle(int[] cycle, long firstTurn, WeightedDraw draw, AtomicLong spare) {
      this.cycle = cycle;
      this.cursor = new Cursor(cycle.length, firstTurn);
      this.draw = draw;
      this.spare = spare;
    }

    @Override
    public int pick(long key, Exclusions excluded) {
      return excluded == Exclusions.NONE ? cycle[cursor.next()] : spread(draw, spare, excluded);
    }

    @Override
    public int peek(long key, Exclusions excluded) {
      return excluded == Exclusions.NONE ? cycle[cursor.peek(0)] : UNKNOWN;
    }
  }

  private static final class Points implements Selector {
    private final WeightedDraw draw;
    /** Written by every pick of any thread: the point of the next one. Wraps as the circle does. */
    private final AtomicLong point;

    private final AtomicLong spare;

    Points(long start, WeightedDraw draw, AtomicLong spare) {
      this.draw = draw;
      this.point = new AtomicLong(start);
      this.spare = spare;
    }

    @Override
    public int pick(long key, Exclusions excluded) {
      return excluded == Exclusions.NONE
          ? draw.at(point.getAndAdd(KeyHash.GOLDEN))
          : spread(draw, spare, excluded);
    }

    @Override
    public int peek(long key, Exclusions excluded) {
      return excluded == Exclusions.NONE ? draw.at(point.get()) : UNKNOWN;
    }
  }
}
