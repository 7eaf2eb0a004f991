package ai.openclaw.lb.config;

import org.jspecify.annotations.Nullable;

/**
 * The rarer keys of {@code session_affinity}. Immutable.
 *
 * @param secret what cookies are authenticated with, the same in all processes that are to know each
 *     other's; null for a random one of each process
 * @param headerName the request header that tells sessions apart, by method {@code header}
 * @param forwardCookie whether agents get the session cookie, too
 * @param trustedHops how many proxies in front of this process are known to append to {@code
 *     X-Forwarded-For}, 0 to 100: the user's address is the one that the farthest of them saw; with
 *     0, the header's first
 * @param maxSessions how many sessions the pool holds in memory, 1 to 10,000,000
 */
public record AffinityOptions(
    @Nullable Secret secret,
    String headerName,
    boolean forwardCookie,
    int trustedHops,
    int maxSessions) {
  /** A random secret, {@code x-openclaw-session-key}, no cookie for agents, the first hop. */
  public static final AffinityOptions DEFAULT =
      new AffinityOptions(null, "x-openclaw-session-key", false, 0, 100_000);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public AffinityOptions {
    Rules.HEADER_NAME.check("header_name", headerName);
    Rules.TRUSTED_HOPS.check("trusted_hops", trustedHops);
    Rules.MAX_SESSIONS.check("max_sessions", maxSessions);
  }

  /** These options with another secret; null for a random one. */
  public AffinityOptions withSecret(@Nullable Secret newSecret) {
    return new AffinityOptions(newSecret, headerName, forwardCookie, trustedHops, maxSessions);
  }

  /** These options with another header. */
  public AffinityOptions withHeaderName(String newHeaderName) {
    return new AffinityOptions(secret, newHeaderName, forwardCookie, trustedHops, maxSessions);
  }

  /** These options, with or without the cookie for agents. */
  public AffinityOptions withForwardCookie(boolean forward) {
    return new AffinityOptions(secret, headerName, forward, trustedHops, maxSessions);
  }

  /** These options behind this many proxies. */
  public AffinityOptions withTrustedHops(int hops) {
    return new AffinityOptions(secret, headerName, forwardCookie, hops, maxSessions);
  }

  /** These options with another bound. */
  public AffinityOptions withMaxSessions(int newMaxSessions) {
    return new AffinityOptions(secret, headerName, forwardCookie, trustedHops, newMaxSessions);
  }
}
