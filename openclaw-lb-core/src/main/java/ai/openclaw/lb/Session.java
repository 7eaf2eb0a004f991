package ai.openclaw.lb;

import org.jspecify.annotations.Nullable;

/**
 * The session of one call: where it belongs before the call, and where the call takes it. Not
 * thread-safe, as its call; what several calls of one session share is the {@link Affinity}'s.
 */
final class Session {
  /** That of a call which belongs to no session. It is never placed, so all such calls share it. */
  static final Session NONE = new Session(Affinity.NONE, new SessionCounts(), 0, Kind.NONE, null);

  private enum Kind {
    /** No session. */
    NONE,
    /** One that begins: the algorithm places it. */
    NEW,
    /** One that has been with an agent. */
    KNOWN,
    /** One whose agent follows from its id. */
    RANKED
  }

  private final Affinity affinity;
  private final SessionCounts counts;
  private final long id;
  private final Kind kind;

  /** The agent that it was with before the call; null where there is none. */
  private @Nullable String home;

  /** The agent that it is with now. */
  private @Nullable String agent;

  private boolean moved;

  private Session(
      Affinity affinity, SessionCounts counts, long id, Kind kind, @Nullable String home) {
    this.affinity = affinity;
    this.counts = counts;
    this.id = id;
    this.kind = kind;
    this.home = home;
    this.agent = home;
  }

  /** One that begins with this call. */
  static Session begins(Affinity affinity, SessionCounts counts, long id) {
    return new Session(affinity, counts, id, Kind.NEW, null);
  }

  /** One that was with an agent of the pool, or, where that is null, with one that has left it. */
  static Session goesOn(
      Affinity affinity, SessionCounts counts, long id, @Nullable String agentId) {
    return new Session(affinity, counts, id, Kind.KNOWN, agentId);
  }

  /** One that belongs to the agent that ranks first for its id. */
  static Session ranked(Affinity affinity, SessionCounts counts, long id) {
    return new Session(affinity, counts, id, Kind.RANKED, null);
  }

  /** What ranks agents for the session, the same in every process. */
  long id() {
    return id;
  }

  /** Whether the session itself says which agent is next, and not the algorithm. */
  boolean leads() {
    return kind == Kind.KNOWN || kind == Kind.RANKED;
  }

  /** Whether its agent is still to be found by rank. */
  boolean awaitsRank() {
    return kind == Kind.RANKED && home == null;
  }

  @Nullable
  String home() {
    return home;
  }

  /** Tells the agent that ranks first. */
  void belongsTo(String agentId) {
    home = agentId;
    agent = agentId;
  }

  /** An attempt of the call goes to this agent, and the session with it. */
  void placed(String agentId) {
    if (kind == Kind.NONE || agentId.equals(agent)) {
      return;
    }
    agent = agentId;
    affinity.keep(id, agentId);
    if (leads() && !moved && !agentId.equals(home)) {
      moved = true;
      counts.moved();
    }
  }

  /** What the caller is to be told; null where it knows, or is told nothing. */
  @Nullable
  String token() {
    String now = agent;
    return now == null || now.equals(home) ? null : affinity.token(id, now);
  }
}
