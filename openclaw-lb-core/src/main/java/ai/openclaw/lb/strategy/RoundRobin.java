package ai.openclaw.lb.strategy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Round robin: the candidates in turn, in their list's order, whatever their weights. The first pick
 * is the first candidate. The turn is one unsigned counter that outlives the list: when a candidate
 * leaves, the others go on in turn, and none takes the leaver's share on top of its own.
 *
 * <p>Cost: one atomic increment and a remainder, O(1); with exclusions at most n further steps.
 *
 * <p>Example: over a, b, c the picks are a b c a b c; when b leaves after them, a c a c.
 */
final class RoundRobin implements Strategy {
  /** Written by every pick of any thread; its order is the turn's order. Wraps, read unsigned. */
  private final AtomicInteger turn;

  RoundRobin() {
    this(0);
  }

  RoundRobin(int firstTurn) {
    this.turn = new AtomicInteger(firstTurn);
  }

  @Override
  public Selector selector(List<? extends Candidate> candidates) {
    int size = candidates.size();
    return (key, excluded) -> pick(size, excluded);
  }

  private int pick(int size, Exclusions excluded) {
    for (int tries = 0; tries < size; tries++) {
      int index = Integer.remainderUnsigned(turn.getAndIncrement(), size);
      if (!excluded.contains(index)) {
        return index;
      }
    }
    return Selector.NONE;
  }
}
