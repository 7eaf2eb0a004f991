package ai.openclaw.lb.strategy;

import java.util.List;

/**
 * Round robin: the candidates in turn, in their list's order, whatever their weights. The first pick
 * is the first candidate. Picks with exclusions go by a turn of their own: a call's second attempt
 * must not move the turn of first ones (with two agents, one of them dead, each call would begin with
 * the dead one), and no neighbour gets the share of an excluded one on top of its own.
 *
 * <p>A list of the same length goes on where the last one was. One of another length starts at the
 * next point of a golden-ratio sequence: to go on at the same place, or with the same count of
 * turns, would favour some where an agent comes and goes in the rhythm of the calls.
 *
 * <p>Cost: one atomic increment and a multiplication, O(1); with exclusions at most n turns, and n
 * looks where other threads took the turns of the allowed ones.
 *
 * <p>Example: over a, b, c the picks are a b c a b c; while b is excluded, a c a c.
 */
final class RoundRobin implements Strategy {
  private final long firstTurn;

  // The turns that were built last: read and written under the pool's lock.
  private long lists;
  private int size;
  private Selector selector = (key, excluded) -> Selector.NONE;

  RoundRobin() {
    this(0);
  }

  RoundRobin(long firstTurn) {
    this.firstTurn = firstTurn;
  }

  @Override
  public Selector selector(List<? extends Candidate> candidates) {
    if (candidates.size() != size) {
      size = candidates.size();
      selector = turns(size);
    }
    return selector;
  }

  private Selector turns(int size) {
    if (size == 0) {
      return (key, excluded) -> Selector.NONE;
    }
    int start = WeightedDraw.column(KeyHash.GOLDEN * lists++, size);
    return new Turns(
        new Cursor(size, firstTurn + start), new Cursor(size, firstTurn + start), size);
  }

  /**
   * @param turn moved by every pick without exclusions
   * @param detour moved by every pick with exclusions, once for each candidate that it looks at
   */
  private record Turns(Cursor turn, Cursor detour, int size) implements Selector {
    @Override
    public int pick(long key, Exclusions excluded) {
      return excluded == Exclusions.NONE ? turn.next() : around(excluded);
    }

    @Override
    public int peek(long key, Exclusions excluded) {
      if (excluded == Exclusions.NONE) {
        return turn.peek(0);
      }
      for (int turns = 0; turns < size; turns++) {
        int index = detour.peek(turns);
        if (!excluded.contains(index)) {
          return index;
        }
      }
      return NONE;
    }

    private int around(Exclusions excluded) {
      int index = 0;
      for (int tries = 0; tries < size; tries++) {
        index = detour.next();
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
