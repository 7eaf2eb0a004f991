package ai.openclaw.lb;

import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.LoadSelector;
import ai.openclaw.lb.strategy.Selector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A selector at work on its agents. Where it fails, which is reported, a substitute picks. Immutable
 * but for the turns that it owes; thread-safe.
 */
final class Picker {
  private static final Selector NOBODY = (key, excluded) -> Selector.NONE;

  private final PooledAgent[] agents;
  private final Selector selector;
  private final @Nullable LoadSelector loadSelector;
  private final Selector substitute;
  private final StrategyGuard guard;
  private final boolean keyed;
  private final OwedTurns owed;

  /**
   * @param selector picks among {@code agents} by index
   * @param substitute picks where {@code selector} fails
   * @param owed the turns that sticky picks take; of none where the selector does not go by turns
   */
  Picker(
      List<PooledAgent> agents,
      Selector selector,
      Selector substitute,
      StrategyGuard guard,
      OwedTurns owed) {
    this.agents = agents.toArray(PooledAgent[]::new);
    this.selector = selector;
    this.loadSelector = selector instanceof LoadSelector load ? load : null;
    this.substitute = substitute;
    this.guard = guard;
    this.keyed = keyed(selector, guard);
    this.owed = keyed || loadSelector != null ? OwedTurns.NONE : owed;
  }

  private static boolean keyed(Selector selector, StrategyGuard guard) {
    try {
      return selector.keyed();
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("selector.keyed", e);
      return false;
    }
  }

  /** A picker without agents. */
  Picker ofNobody() {
    return new Picker(List.of(), NOBODY, NOBODY, guard, OwedTurns.NONE);
  }

  /** The agents that it picks among. The array is not to be changed. */
  PooledAgent[] agents() {
    return agents;
  }

  /** Whether its picks go by the request's key. */
  boolean keyed() {
    return keyed;
  }

  /** Whether a pick tells how many attempts it has seen in flight. */
  boolean seesLoad() {
    return loadSelector != null;
  }

  /** Whether the next pick goes by the time, and is to be told it. */
  boolean timed() {
    try {
      return loadSelector != null && loadSelector.timed();
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("selector.timed", e);
      return false;
    }
  }

  /** A call went to the agent of this index out of turn; below 0, to none of these. */
  void tookTurn(int index) {
    owed.add(index);
  }

  /** As {@link #pick}, passing over turns that were taken before. */
  long turn(long key, Exclusions excluded) {
    long pick = pick(key, excluded);
    if (owed == OwedTurns.NONE || excluded != Exclusions.NONE) {
      return pick;
    }
    owed.settle();
    for (int left = owed.mostPaid(); left > 0 && owed.pays(LoadSelector.index(pick)); left--) {
      pick = pick(key, excluded);
    }
    return pick;
  }

  /** As {@link #pick}, where {@link #timed} has just said so. */
  long pick(long key, Exclusions excluded, long nowNanos) {
    return pick(key, excluded, true, nowNanos);
  }

  /** Picks an agent: its index and its load, as {@link LoadSelector} puts them together. */
  long pick(long key, Exclusions excluded) {
    return pick(key, excluded, false, 0);
  }

  private long pick(long key, Exclusions excluded, boolean timed, long nowNanos) {
    boolean none = false;
    try {
      long pick = picked(key, excluded, timed, nowNanos);
      int index = LoadSelector.index(pick);
      if (allows(index, excluded)) {
        return pick;
      }
      none = index == Selector.NONE;
      if (!none) {
        guard.broken("picked " + index + " (expected: an index below " + agents.length
            + " that is not excluded)");
      }
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("selector.pick", e);
    }
    return substituted(key, excluded, none);
  }

  private long picked(long key, Exclusions excluded, boolean timed, long nowNanos) {
    if (loadSelector == null) {
      return selector.pick(key, excluded);
    }
    return timed
        ? loadSelector.pickSeen(key, excluded, nowNanos)
        : loadSelector.pickSeen(key, excluded);
  }

  /** What the substitute picks; {@code none}: it should find no more than the selector did. */
  private long substituted(long key, Exclusions excluded, boolean none) {
    int index = substitute.pick(key, excluded);
    if (index == Selector.NONE) {
      return Selector.NONE;
    }
    if (none) {
      guard.broken("picked none (expected: one of those that are not excluded)");
    }
    return LoadSelector.seen(index, agents[index].inFlight());
  }

  /** As {@link Selector#peek}, of those with room. */
  int peek(long key) {
    int index = peek(key, Exclusions.NONE);
    return index >= 0 && agents[index].saturated() ? peek(key, i -> agents[i].saturated()) : index;
  }

  private int peek(long key, Exclusions excluded) {
    try {
      int index = selector.peek(key, excluded);
      return index == Selector.NONE || allows(index, excluded) ? index : Selector.UNKNOWN;
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("selector.peek", e);
      return Selector.UNKNOWN;
    }
  }

  private boolean allows(int index, Exclusions excluded) {
    return index >= 0 && index < agents.length && !excluded.contains(index);
  }
}
