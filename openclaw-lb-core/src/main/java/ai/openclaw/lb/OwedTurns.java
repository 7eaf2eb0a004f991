package ai.openclaw.lb;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The turns that sticky picks have taken out of turn. Algorithms that go by turns know nothing of
 * them, so an agent's next turn is passed over for each: new sessions go where fewer sticky calls go.
 * What all agents owe by their weights is no imbalance, and is forgotten; so is what one owes above
 * 100 turns, lest a session that was busy once keep new ones away for long. Thread-safe.
 *
 * <p>Cost: O(1) for a sticky pick, O(n) for one by turns.
 *
 * <p>Example: with a, b, c in turn and two sticky calls on a, new sessions go to b c b c a b c.
 */
final class OwedTurns {
  /** For algorithms that see by themselves how busy agents are. */
  static final OwedTurns NONE = new OwedTurns(new double[0]);

  private static final int MOST = 100;

  /** By index. Any thread changes it, by compare-and-set; never below 0. */
  private final AtomicIntegerArray turns;

  /** Each weight's share of the greatest. */
  private final double[] shares;

  /**
   * @param weights by which the algorithm gives turns
   */
  OwedTurns(double[] weights) {
    this.turns = new AtomicIntegerArray(weights.length);
    this.shares = new double[weights.length];
    double greatest = 0;
    for (double weight : weights) {
      greatest = Math.max(greatest, weight);
    }
    for (int i = 0; i < weights.length; i++) {
      shares[i] = weights[i] / greatest;
    }
  }

  /** A sticky call went to the agent of this index; below 0, to none of these. */
  void add(int index) {
    if (index < 0 || index >= shares.length) {
      return;
    }
    for (int owed = turns.get(index); owed < MOST; owed = turns.get(index)) {
      if (turns.compareAndSet(index, owed, owed + 1)) {
        return;
      }
    }
  }

  /** Whether a turn of this agent was taken before; it is paid then. */
  boolean pays(int index) {
    return index >= 0 && take(index, 1);
  }

  /** How many turns one pick passes over at most. */
  int mostPaid() {
    return 2 * shares.length;
  }

  /** Forgets what all owe alike. */
  void settle() {
    double rounds = MOST;
    for (int i = 0; i < shares.length; i++) {
      rounds = Math.min(rounds, turns.get(i) / shares[i]);
    }
    for (int i = 0; i < shares.length && rounds >= 1; i++) {
      take(i, (int) (rounds * shares[i]));
    }
  }

  private boolean take(int index, int count) {
    for (int owed = turns.get(index); owed >= count; owed = turns.get(index)) {
      if (turns.compareAndSet(index, owed, owed - count)) {
        return true;
      }
    }
    return false;
  }
}
