package ai.openclaw.lb;

import ai.openclaw.lb.config.SessionAffinityConfig;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in words what a request's session asks for, and what becomes of that. Immutable. */
final class SessionWords {
  private final SessionAffinityConfig config;

  SessionWords(SessionAffinityConfig config) {
    this.config = config;
  }

  /** Why a request gets the agent that its session has led it to. */
  static String reason(Session session, PooledAgent kept) {
    String home = session.home();
    if (kept.id().equals(home)) {
      return "its session's";
    }
    return "next in its session's ranking" + (home == null ? "" : " after " + home);
  }

  /**
   * What a session asks for; null where the pool knows no sessions.
   *
   * @param kept the agent that the session leads to; null where the algorithm decides
   */
  @Nullable
  String of(
      RequestContext context,
      Session session,
      Snapshot snapshot,
      Routable routable,
      @Nullable PooledAgent kept) {
    if (!config.enabled()) {
      return null;
    }
    String method = context.sessionKey() != null && session.exists()
        ? "session key"
        : config.method().name().toLowerCase(Locale.ROOT);
    String said = method + ": " + place(session, snapshot, routable, kept);
    return session.leads() && kept == null ? said + "; the algorithm decides" : said;
  }

  private static String place(
      Session session, Snapshot snapshot, Routable routable, @Nullable PooledAgent kept) {
    if (!session.exists()) {
      return "nothing in the request tells its session";
    }
    if (!session.leads()) {
      return "a new session, which the algorithm places";
    }
    String home = session.home();
    if (home == null) {
      return "its agent has left the pool";
    }
    return kept != null && kept.id().equals(home)
        ? home
        : home + ", which gives way: " + why(home, snapshot, routable);
  }

  private static String why(String home, Snapshot snapshot, Routable routable) {
    if (!routable.stickyAgents().has(home)) {
      return "the rules lead elsewhere";
    }
    for (PooledAgent agent : snapshot.agents()) {
      if (agent.id().equals(home)) {
        return why(agent);
      }
    }
    return "it has left the pool";
  }

  private static String why(PooledAgent agent) {
    if (agent.effectiveWeight() == 0) {
      return "its weight is 0";
    }
    return agent.state() == AgentState.HEALTHY && agent.saturated()
        ? "it has no room"
        : agent.state() + " (" + agent.standing().reason() + ")";
  }
}
