package ai.openclaw.lb.strategy;

import java.util.List;

/**
 * Round robin: the candidates in turn, in their list's order, whatever their weights. The first pick
 * is the first candidate. A new list goes on at the turn that the old one had come to: when a
 * candidate leaves, the others go on in turn. A pick that may not use the candidate whose turn it is
 * takes the next turn as well, so none gets the share of an excluded one on top of its own.
 *
 * <p>Cost: one atomic increment and a multiplication, O(1); with exclusions at most n turns, and n
 * looks where other threads took the turns of the allowed ones.
 *
 * <p>Example: over a, b, c the picks are a b c a b c; while b is excluded, a c a c.
 */
final class RoundRobin implements Strategy {
  /** The cursor over the last list: read and written under the pool's lock. */
  private Cursor last;

  RoundRobin() {
    this(0);
  }

  RoundRobin(long firstTurn) {
    this.last = new Cursor(1, firstTurn);
  }

  @Override
  public Selector selector(List<? extends Candidate> candidates) {
    if (candidates.isEmpty()) {
      return (key, excluded) -> Selector.NONE;
    }
    last = new Cursor(candidates.size(), last.turn());
    return new Turns(last, candidates.size());
  }

  private record Turns(Cursor cursor, int size) implements Selector {
    @Override
    public int pick(long key, Exclusions excluded) {
      int index = cursor.next();
      return excluded.contains(index) ? next(index, excluded) : index;
    }

    private int next(int first, Exclusions excluded) {
      int index = first;
      for (int tries = 1; tries < size; tries++) {
        index = cursor.next();
        if (!excluded.contains(index)) {
          return index;
        }
      }
      return firstAllowed(index, excluded);
    }

    /** Other threads may have had the allowed candidates' turns in between: look at each. */
    private int firstAllowed(int after, Exclusions excluded) {
      int index = after;
      for (int looked = 0; looked < size; looked++) {
        index = index + 1 == size ? 0 : index + 1;
        if (!excluded.contains(index)) {
          return index;
        }
      }
      return NONE;
    }
  }
}
