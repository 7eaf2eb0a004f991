package ai.openclaw.lb;

import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.LoadSelector;
import ai.openclaw.lb.strategy.Selector;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The agents that may be picked for one target, and the selector that picks among them. Immutable;
 * admission goes by compare-and-set, so a selector that decides by load is exact under concurrency.
 */
final class Routable {
  /** Picks lost to other threads before load is no longer insisted on. */
  private static final int MAX_COLLISIONS = 8;

  private final PooledAgent[] agents;

  /**
   * Ejected agents that are to be tried, one attempt each: before the others, but a call that has
   * failed already comes to them last, or it might spend all of its retries on them.
   */
  private final PooledAgent[] onTrial;

  private final Selector selector;
  private final @Nullable LoadSelector loadSelector;
  private final Selector substitute;
  private final StrategyGuard guard;
  private final boolean keyed;
  private final StickyAgents stickyAgents;
  private final OwedTurns owed;

  /** Agents that keep no sessions. */
  Routable(
      List<PooledAgent> agents,
      List<PooledAgent> onTrial,
      Selector selector,
      Selector substitute,
      StrategyGuard guard) {
    this(agents, onTrial, selector, substitute, guard, StickyAgents.NONE, OwedTurns.NONE);
  }

  /**
   * @param selector picks among {@code agents} by index
   * @param substitute picks where {@code selector} fails
   * @param owed the turns that sticky picks have taken
   */
  Routable(
      List<PooledAgent> agents,
      List<PooledAgent> onTrial,
      Selector selector,
      Selector substitute,
      StrategyGuard guard,
      StickyAgents stickyAgents,
      OwedTurns owed) {
    this.agents = agents.toArray(PooledAgent[]::new);
    this.onTrial = onTrial.toArray(PooledAgent[]::new);
    this.selector = selector;
    this.loadSelector = selector instanceof LoadSelector load ? load : null;
    this.substitute = substitute;
    this.guard = guard;
    this.keyed = keyed(selector, guard);
    this.stickyAgents = stickyAgents;
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

  boolean isEmpty() {
    return agents.length == 0 && onTrial.length == 0;
  }

  /** Whether there are agents for any number of calls, not for trials alone. */
  boolean hasFit() {
    return agents.length > 0;
  }

  boolean keyed() {
    return keyed;
  }

  StickyAgents stickyAgents() {
    return stickyAgents;
  }

  /** Whether there is an agent outside {@code tried} that has room for an attempt. */
  boolean hasRoomBeside(TriedAgents tried) {
    return hasRoom(agents, tried) || hasRoom(onTrial, tried);
  }

  private static boolean hasRoom(PooledAgent[] agents, TriedAgents tried) {
    for (PooledAgent agent : agents) {
      if (!tried.contains(agent) && !agent.saturated()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Begins an attempt where the call's session belongs, else on an agent that is picked, to which the
   * session then goes.
   */
  @Nullable
  Lease begin(Session session, long key, TriedAgents tried, LongSupplier nanoTime) {
    Lease kept = stickyAgents.begin(session, tried, nanoTime);
    if (kept != null) {
      owed.add(stickyAgents.indexAmongFit(kept.agent().id()));
      return kept;
    }
    Lease picked = begin(key, tried, nanoTime);
    if (picked != null) {
      stickyAgents.place(session, picked.agent().id());
    }
    return picked;
  }

  /** Picks an agent outside {@code tried} and begins an attempt on it; null when none has room. */
  @Nullable
  Lease begin(long key, TriedAgents tried, LongSupplier nanoTime) {
    Lease trial = tried.isEmpty() ? beginTrial(tried, nanoTime) : null;
    Lease lease = trial == null ? beginFit(key, tried, nanoTime) : trial;
    return lease == null ? beginTrial(tried, nanoTime) : lease;
  }

  private @Nullable Lease beginTrial(TriedAgents tried, LongSupplier nanoTime) {
    for (PooledAgent agent : onTrial) {
      Lease trial = tried.contains(agent) ? null : agent.begin(nanoTime);
      if (trial != null) {
        return trial;
      }
    }
    return null;
  }

  private @Nullable Lease beginFit(long key, TriedAgents tried, LongSupplier nanoTime) {
    Exclusions excluded = tried.isEmpty() ? Exclusions.NONE : i -> tried.contains(agents[i]);
    for (int collisions = 0; ; collisions++) {
      long pick = turn(key, excluded);
      int index = LoadSelector.index(pick);
      if (index == Selector.NONE) {
        return null;
      }
      PooledAgent agent = agents[index];
      boolean exact = loadSelector != null && collisions < MAX_COLLISIONS;
      Lease lease =
          exact ? agent.begin(LoadSelector.inFlight(pick), nanoTime) : agent.begin(nanoTime);
      if (lease != null) {
        return lease;
      }
      if (agent.saturated()) {
        return beginUnsaturated(key, excluded, index, nanoTime);
      }
    }
  }

  /** As {@link #begin}, once an agent was found saturated: each that is so is passed over. */
  private @Nullable Lease beginUnsaturated(
      long key, Exclusions excluded, int saturated, LongSupplier nanoTime) {
    BitSet full = new BitSet(agents.length);
    Exclusions allExcluded = i -> full.get(i) || excluded.contains(i);
    for (int index = saturated; index != Selector.NONE; ) {
      Lease lease = excluded.contains(index) ? null : agents[index].begin(nanoTime);
      if (lease != null) {
        return lease;
      }
      full.set(index);
      index = LoadSelector.index(pick(key, allExcluded));
    }
    return null;
  }

  /** Passes over turns that sticky picks have taken before. */
  private long turn(long key, Exclusions excluded) {
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
