package ai.openclaw.lb;

import ai.openclaw.lb.strategy.KeyHash;
import ai.openclaw.lb.strategy.RendezvousRank;
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
 * the weights that were asked for). Immutable.
 *
 * <p>Cost: O(1) while the agent is fit, else O(n); by {@code ip_hash} always O(n).
 *
 * <p>Example: a session with b ranks the others c, a. While b is ejected its calls go to c, with c
 * full to a.
 */
final class StickyAgents {
  /** Those of a pool without affinity. */
  static final StickyAgents NONE = new StickyAgents(Roster.NOBODY);

  private static final int NOBODY = -1;
  private static final BitSet NO_ONE = new BitSet();

  private final PooledAgent[] agents;
  private final long[] hashes;
  private final double[] weights;

  /** Each agent's index among the fit ones, or {@link #NOBODY}. */
  private final int[] fit;

  private final boolean[] onTrial;
  private final Map<String, Integer> byId;

  /** @param roster the agents of the target */
  StickyAgents(Roster roster) {
    List<PooledAgent> members = roster.members();
    int size = members.size();
    this.agents = members.toArray(PooledAgent[]::new);
    this.hashes = new long[size];
    this.weights = new double[size];
    this.fit = new int[size];
    this.onTrial = new boolean[size];
    Map<PooledAgent, Integer> turns = new HashMap<>();
    for (int i = 0; i < roster.fit().size(); i++) {
      turns.put(roster.fit().get(i), i);
    }
    Set<PooledAgent> tried = Set.copyOf(roster.onTrial());
    Map<String, Integer> ids = new HashMap<>();
    for (int i = 0; i < size; i++) {
      PooledAgent agent = agents[i];
      ids.put(agent.id(), i);
      hashes[i] = KeyHash.of(agent.id());
      weights[i] = agent.weight();
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
    Lease lease = home == NOBODY ? null : beginAtHome(home, tried, nanoTime);
    if (lease == null) {
      lease = beginElsewhere(session.id(), home, tried, nanoTime);
    }
    if (lease != null) {
      place(session, lease.agent().id());
    }
    return lease;
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
      int first = best(session.id(), NO_ONE);
      if (first != NOBODY) {
        session.belongsTo(agents[first].id());
      }
      return first;
    }
    return index(session.home());
  }

  /** An agent that is to be tried again is tried by its own sessions, too, but not by failed calls. */
  private @Nullable Lease beginAtHome(int home, TriedAgents tried, LongSupplier nanoTime) {
    boolean open = fit[home] != NOBODY || (onTrial[home] && tried.isEmpty());
    return open && !tried.contains(agents[home]) ? agents[home].begin(nanoTime) : null;
  }

  private @Nullable Lease beginElsewhere(
      long session, int home, TriedAgents tried, LongSupplier nanoTime) {
    BitSet passed = new BitSet(agents.length);
    for (int i = 0; i < agents.length; i++) {
      passed.set(i, i == home || fit[i] == NOBODY || tried.contains(agents[i]));
    }
    for (int next = best(session, passed); next != NOBODY; next = best(session, passed)) {
      Lease lease = agents[next].begin(nanoTime);
      if (lease != null) {
        return lease;
      }
      passed.set(next);
    }
    return null;
  }

  private int best(long session, BitSet passed) {
    int best = NOBODY;
    double most = 0;
    for (int i = 0; i < agents.length; i++) {
      double rank = passed.get(i) ? 0 : RendezvousRank.of(session, hashes[i], weights[i], most);
      if (rank > most) {
        best = i;
        most = rank;
      }
    }
    return best;
  }
}
