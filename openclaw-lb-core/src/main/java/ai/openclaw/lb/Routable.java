package ai.openclaw.lb;

import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.LoadSelector;
import ai.openclaw.lb.strategy.Selector;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agents that may be picked for one target, and the selector that picks among them. Immutable;
 * admission goes by compare-and-set, so a selector that decides by load is exact under concurrency.
 */
final class Routable {
  /** Picks lost to other threads before load is no longer insisted on. */
  private static final int MAX_COLLISIONS = 8;

  private final PooledAgent[] agents;
  private final Selector selector;
  private final @Nullable LoadSelector loadSelector;
  private final Selector substitute;
  private final StrategyGuard guard;
  private final boolean keyed;

  /**
   * @param selector picks among {@code agents} by index
   * @param substitute picks where {@code selector} fails
   */
  Routable(List<PooledAgent> agents, Selector selector, Selector substitute, StrategyGuard guard) {
    this.agents = agents.toArray(PooledAgent[]::new);
    this.selector = selector;
    this.loadSelector = selector instanceof LoadSelector load ? load : null;
    this.substitute = substitute;
    this.guard = guard;
    this.keyed = keyed(selector, guard);
  }

  private static boolean keyed(Selector selector, StrategyGuard guard) {
    try {
      return selector.keyed();
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("selector.keyed", e);
      return false;
    }
  }

  boolean isEmpty() {
    return agents.length == 0;
  }

  boolean keyed() {
    return keyed;
  }

  /** Whether there is an agent outside {@code tried} that has room for an attempt. */
  boolean hasRoomBeside(TriedAgents tried) {
    for (PooledAgent agent : agents) {
      if (!tried.contains(agent) && !agent.saturated()) {
        return true;
      }
    }
    return false;
  }

  /** Picks an agent outside {@code tried} and admits an attempt on it; null when none has room. */
  @Nullable
  PooledAgent admit(long key, TriedAgents tried) {
    Exclusions excluded = tried.isEmpty() ? Exclusions.NONE : i -> tried.contains(agents[i]);
    for (int collisions = 0; ; collisions++) {
      long pick = pick(key, excluded);
      int index = LoadSelector.index(pick);
      if (index == Selector.NONE) {
        return null;
      }
      PooledAgent agent = agents[index];
      boolean exact = loadSelector != null && collisions < MAX_COLLISIONS;
      if (exact ? agent.admit(LoadSelector.inFlight(pick)) : agent.admit()) {
        return agent;
      }
      if (agent.saturated()) {
        return admitUnsaturated(key, excluded, index);
      }
    }
  }

  /** As {@link #admit}, once an agent was found saturated: each that is so is passed over. */
  private @Nullable PooledAgent admitUnsaturated(long key, Exclusions excluded, int saturated) {
    BitSet full = new BitSet(agents.length);
    Exclusions allExcluded = i -> full.get(i) || excluded.contains(i);
    for (int index = saturated; index != Selector.NONE; ) {
      if (!excluded.contains(index) && agents[index].admit()) {
        return agents[index];
      }
      full.set(index);
      index = LoadSelector.index(pick(key, allExcluded));
    }
    return null;
  }

  private long pick(long key, Exclusions excluded) {
    boolean none = false;
    try {
      long pick = loadSelector != null
          ? loadSelector.pickSeen(key, excluded)
          : selector.pick(key, excluded);
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

  private boolean allows(int index, Exclusions excluded) {
    return index >= 0 && index < agents.length && !excluded.contains(index);
  }
}
