package ai.openclaw.lb;

import ai.openclaw.lb.strategy.RendezvousTable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The agents of one target as sessions see them: a session's call goes to the agent that the session
 * is with; where that one is not fit, has been tried, or is full, to the next in the session's ranking
 * of the others, which is the same in every process (rendezvous hashing of session and agent id, by
 * the weights that were asked for, see {@link RendezvousTable}). Immutable.
 *
 * <p>Cost: O(1) while the agent is fit, else O(n).
 *
 * <p>Example: a session with b ranks the others c, a. While b is ejected its calls go to c, with c
 * full to a.
 */
final class StickyAgents {
  /** Those of a pool without affinity. */
  static final StickyAgents NONE = new StickyAgents(Roster.NOBODY, null);

  private static final int NOBODY = -1;

  private final PooledAgent[] agents;
  private final RendezvousTable ranks;

  /** Each agent's index among the fit ones, or {@link #NOBODY}. */
  private final int[] fit;

  private final boolean[] onTrial;
  private final boolean anyFit;
  private final Map<String, Integer> byId;

  /**
   * @param roster the agents of the target
   * @param previous those of the snapshot before, whose knowledge of ranks is taken over
   */
  StickyAgents(Roster roster, @Nullable StickyAgents previous) {
    List<PooledAgent> members = roster.members();
    int size = members.size();
    this.agents = members.toArray(PooledAgent[]::new);
    this.ranks = RendezvousTable.of(
        members.stream().map(PooledAgent::id).toList(),
        members.stream().mapToDouble(PooledAgent::weight).toArray(),
        previous == null ? null : previous.ranks);
    this.fit = new int[size];
    this.onTrial = new boolean[size];
    this.anyFit = !roster.fit().isEmpty();
    Map<PooledAgent, Integer> turns = new HashMap<>();
    for (int i = 0; i < roster.fit().size(); i++) {
      turns.put(roster.fit().get(i), i);
    }
    Set<PooledAgent> tried = Set.copyOf(roster.onTrial());
    Map<String, Integer> ids = new HashMap<>();
    for (int i = 0; i < size; i++) {
      PooledAgent agent = agents[i];
      ids.put(agent.id(), i);
      this.fit[i] = turns.getOrDefault(agent, NOBODY);
      onTrial[i] = tried.contains(agent);
    }
    this.byId = Map.copyOf(ids);
  }

  Set<String> ids() {
    return byId.keySet();
  }

  boolean has(String agentId) {
    return byId.containsKey(agentId);
  }

  /** An agent's index among the fit ones; below 0 for others. */
  int indexAmongFit(String agentId) {
    int index = index(agentId);
    return index == NOBODY ? NOBODY : fit[index];
  }

  private int index(@Nullable String agentId) {
    Integer index = agentId == null ? null : byId.get(agentId);
    return index == null ? NOBODY : index;
  }

  /** Begins an attempt where the session belongs; null where the algorithm is to place the call. */
  @Nullable
  Lease begin(Session session, TriedAgents tried, LongSupplier nanoTime) {
    if (!session.leads() || agents.length == 0) {
      return null;
    }
    int home = home(session);
    Lease lease = isOpen(home, tried) ? agents[home].begin(nanoTime) : null;
    if (lease == null) {
      lease = beginElsewhere(session.id(), home, tried, nanoTime);
    }
    if (lease != null) {
      place(session, lease.agent().id());
    }
    return lease;
  }

  /** The agent that {@link #begin} would take for a first attempt; null as there. No call begins. */
  @Nullable
  PooledAgent peek(Session session) {
    if (!session.leads() || agents.length == 0) {
      return null;
    }
    int home = home(session);
    if (isOpen(home, TriedAgents.NONE) && !agents[home].saturated()) {
      return agents[home];
    }
    BitSet passed = passed(home, TriedAgents.NONE);
    int bucket = RendezvousTable.bucket(session.id());
    int next = best(bucket, passed);
    while (next != NOBODY && agents[next].saturated()) {
      passed.set(next);
      next = best(bucket, passed);
    }
    return next == NOBODY ? null : agents[next];
  }

  /**
   * An attempt of the session's call goes to this agent, and with it the session: unless the rules
   * sent the call to a target that the session's agent does not belong to, for then it stays there.
   */
  void place(Session session, String agentId) {
    String home = session.home();
    if (home == null || has(home)) {
      session.placed(agentId);
    }
  }

  private int home(Session session) {
    if (session.awaitsRank()) {
      int first = ranks.first(RendezvousTable.bucket(session.id()));
      session.belongsTo(agents[first].id());
      return first;
    }
    return index(session.home());
  }

  /** An agent that is to be tried again is tried by its own sessions, too, but not by failed calls. */
  private boolean isOpen(int home, TriedAgents tried) {
    return home != NOBODY
        && (fit[home] != NOBODY || (onTrial[home] && tried.isEmpty() && takesTrial(home)))
        && !tried.contains(agents[home]);
  }

  private boolean takesTrial(int home) {
    return !anyFit || !agents[home].silentOnTrial();
  }

  private @Nullable Lease beginElsewhere(
      long session, int home, TriedAgents tried, LongSupplier nanoTime) {
    int bucket = RendezvousTable.bucket(session);
    int first = ranks.first(bucket);
    boolean open = first != home && fit[first] != NOBODY && !tried.contains(agents[first]);
    Lease lease = open ? agents[first].begin(nanoTime) : null;
    return lease == null ? beginByRank(bucket, passed(home, tried), nanoTime) : lease;
  }

  private @Nullable Lease beginByRank(int bucket, BitSet passed, LongSupplier nanoTime) {
    for (int next = best(bucket, passed); next != NOBODY; next = best(bucket, passed)) {
      Lease lease = agents[next].begin(nanoTime);
      if (lease != null) {
        return lease;
      }
      passed.set(next);
    }
    return null;
  }

  /** All but those that may take the place of a session's own agent. */
  private BitSet passed(int home, TriedAgents tried) {
    BitSet passed = new BitSet(agents.length);
    for (int i = 0; i < agents.length; i++) {
      passed.set(i, i == home || fit[i] == NOBODY || tried.contains(agents[i]));
    }
    return passed;
  }

  private int best(int bucket, BitSet passed) {
    int best = NOBODY;
    double most = 0;
    for (int i = 0; i < agents.length; i++) {
      double rank = passed.get(i) ? 0 : ranks.rank(bucket, i, most);
      if (rank > most) {
        best = i;
        most = rank;
      }
    }
    return best;
  }
}
