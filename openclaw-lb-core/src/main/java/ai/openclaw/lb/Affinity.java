package ai.openclaw.lb;

import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.config.SessionAffinityConfig;
import org.jspecify.annotations.Nullable;

/** How a pool tells sessions apart, and remembers which agent each is with. Thread-safe. */
interface Affinity {
  /** Knows no sessions. */
  Affinity NONE = (context, agents) -> Session.NONE;

  /** The affinity that a pool's configuration asks for. */
  static Affinity of(PoolConfig pool, PoolOptions options, SessionCounts counts) {
    SessionAffinityConfig config = pool.sessionAffinity();
    if (!config.enabled()) {
      return NONE;
    }
    KeyAffinity byKey = new KeyAffinity(config, options.nanoTime(), counts);
    return switch (config.method()) {
      case COOKIE ->
        new CookieAffinity(SessionTokens.of(pool, options), byKey, options.random(), counts);
      case IP_HASH -> new AddressAffinity(counts);
      case HEADER -> byKey;
    };
  }

  /**
   * Returns the session of a call that begins.
   *
   * @param agents all agents of the pool
   */
  Session session(RequestContext context, StickyAgents agents);

  /** A session is with this agent from now on. */
  default void keep(long session, String agentId) {}

  /** What tells a caller that its session is with this agent; null where callers are told nothing. */
  default @Nullable String token(long session, String agentId) {
    return null;
  }
}
