package ai.openclaw.lb;

import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.LoadSelector;
import ai.openclaw.lb.strategy.Selector;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The agents that calls for one target may go to, and how an attempt begins on one of them. Immutable;
 * admission goes by compare-and-set, so a selector that decides by load is exact under concurrency.
 */
final class Routable {
  /** Picks lost to other threads before load is no longer insisted on. */
  private static final int MAX_COLLISIONS = 8;

  private final Picker picker;
  private final PooledAgent[] agents;

  /**
   * Ejected agents that are to be tried, one attempt each: before the others, but a call that has
   * failed already comes to them last, or it might spend all of its retries on them.
   */
  private final PooledAgent[] onTrial;

  /**
   * The pauses of agents that cool, as the snapshot knows them: an agent's own standing may be ahead of
   * it, and a call that finds neither the agent nor its pause would give up on a pool that is well.
   */
  private final List<Pause> pauses;

  private final StickyAgents stickyAgents;

  /**
   * @param picker picks among those that are fit
   * @param onTrial agents that are tried, one attempt each, before the others are picked
   * @param pauses of the agents that a call waits for where none takes it
   * @param stickyAgents the same agents as sessions know them
   */
  Routable(
      Picker picker, List<PooledAgent> onTrial, List<Pause> pauses, StickyAgents stickyAgents) {
    this.picker = picker;
    this.agents = picker.agents();
    this.onTrial = onTrial.toArray(PooledAgent[]::new);
    this.pauses = pauses;
    this.stickyAgents = stickyAgents;
  }

  /** No agent at all, and no one to wait for. */
  Routable none() {
    return new Routable(picker.ofNobody(), List.of(), List.of(), StickyAgents.NONE);
  }

  /** These agents, where a call waits for those of these pauses alone. */
  Routable waitingFor(List<Pause> itsPauses) {
    return new Routable(picker, List.of(onTrial), itsPauses, stickyAgents);
  }

  /**
   * These agents, or else the others; those that are to be tried are so all the same. With nobody fit
   * among both, a call waits for those of these pauses.
   */
  Routable orElse(Routable others) {
    if (hasFit()) {
      return this;
    }
    if (onTrial.length == 0 && others.hasFit()) {
      return others;
    }
    Set<PooledAgent> trials = new LinkedHashSet<>(List.of(onTrial));
    trials.addAll(List.of(others.onTrial));
    return new Routable(others.picker, List.copyOf(trials), pauses, others.stickyAgents);
  }

  boolean isEmpty() {
    return agents.length == 0 && onTrial.length == 0;
  }

  /** Whether there are agents for any number of calls, not for trials alone. */
  boolean hasFit() {
    return agents.length > 0;
  }

  boolean keyed() {
    return picker.keyed();
  }

  StickyAgents stickyAgents() {
    return stickyAgents;
  }

  /** In what time the first of the agents that cool is to be asked again; null where none cools. */
  @Nullable
  Duration earliestCooled(long nowNanos) {
    long earliest = Long.MAX_VALUE;
    for (Pause pause : pauses) {
      earliest = Math.min(earliest, pause.left(nowNanos));
    }
    return earliest == Long.MAX_VALUE ? null : Duration.ofNanos(earliest);
  }

  /** Whether there is an agent outside {@code tried}, with room or without. */
  boolean hasBeside(TriedAgents tried) {
    return hasBeside(agents, tried, false) || hasBeside(onTrial, tried, false);
  }

  /** Whether there is an agent outside {@code tried} that has room for an attempt. */
  boolean hasRoomBeside(TriedAgents tried) {
    return hasBeside(agents, tried, true) || hasBeside(onTrial, tried, true);
  }

  private static boolean hasBeside(PooledAgent[] agents, TriedAgents tried, boolean withRoom) {
    for (PooledAgent agent : agents) {
      if (!tried.contains(agent) && !(withRoom && agent.saturated())) {
        return true;
      }
    }
    return false;
  }

  /** The agent that comes before all others, to be tried; null where there is none, or it runs. */
  @Nullable
  PooledAgent nextTrial() {
    for (PooledAgent agent : onTrial) {
      if (!agent.saturated() && !(hasFit() && agent.silentOnTrial())) {
        return agent;
      }
    }
    return null;
  }

  /** Whether a call may get this agent now. */
  boolean offers(PooledAgent agent) {
    return !agent.saturated()
        && (List.of(agents).contains(agent) || List.of(onTrial).contains(agent));
  }

  /** The agent that a session would be given by itself; null where the algorithm is to place it. */
  @Nullable
  PooledAgent peek(Session session) {
    return stickyAgents.peek(session);
  }

  PooledAgent agent(int index) {
    return agents[index];
  }

  /** As {@link Selector#peek}, of those with room. */
  int peek(long key) {
    return picker.peek(key);
  }

  /**
   * Begins an attempt where the call's session belongs, else on an agent that is picked, to which the
   * session then goes; null when none has room.
   *
   * @param replay whether the call survives a trial that fails
   */
  @Nullable
  Lease begin(Session session, long key, TriedAgents tried, Replay replay, LongSupplier nanoTime) {
    Lease kept = stickyAgents.begin(session, tried, nanoTime);
    if (kept != null) {
      if (tried.isEmpty()) { // as picks: first attempts take turns
        picker.tookTurn(stickyAgents.indexAmongFit(kept.agent().id()));
      }
      return kept;
    }
    Lease picked = begin(key, tried, replay, nanoTime);
    if (picked != null) {
      stickyAgents.place(session, picked.agent().id());
    }
    return picked;
  }

  /** Picks an agent outside {@code tried} and begins an attempt on it; null when none has room. */
  private @Nullable Lease begin(long key, TriedAgents tried, Replay replay, LongSupplier nanoTime) {
    Lease trial = tried.isEmpty() ? beginDueTrial(replay, nanoTime) : null;
    Lease lease = trial == null ? beginFit(key, tried, nanoTime) : trial;
    return lease == null ? beginTrial(tried, nanoTime) : lease;
  }

  private @Nullable Lease beginDueTrial(Replay replay, LongSupplier nanoTime) {
    for (PooledAgent agent : onTrial) {
      boolean due = agent.admission() instanceof Trial trial && trial.isDue(replay);
      Lease lease = due ? agent.begin(nanoTime) : null;
      if (lease != null) {
        return lease;
      }
    }
    return null;
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
      boolean timed = picker.timed();
      long now = timed ? nanoTime.getAsLong() : 0;
      long pick = timed ? picker.pick(key, excluded, now) : picker.turn(key, excluded);
      int index = LoadSelector.index(pick);
      if (index == Selector.NONE) {
        return null;
      }
      PooledAgent agent = agents[index];
      boolean exact = picker.seesLoad() && collisions < MAX_COLLISIONS;
      int seen = LoadSelector.inFlight(pick);
      Lease lease = !exact
          ? agent.begin(nanoTime)
          : timed ? agent.begin(seen, nanoTime, now) : agent.begin(seen, nanoTime);
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
      index = LoadSelector.index(picker.pick(key, allExcluded));
    }
    return null;
  }
}
