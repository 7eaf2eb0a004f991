package ai.openclaw.lb.config;

import java.time.Duration;
import java.util.Objects;

/**
 * How the calls of one user stay on one agent: the section {@code session_affinity}. Immutable.
 *
 * @param enabled whether they do
 * @param method what tells users apart
 * @param cookieName the cookie's name, a token of RFC 6265
 * @param ttl how long a cookie holds, from its issue; 1 s to 365 days
 */
public record SessionAffinityConfig(
    boolean enabled, Method method, String cookieName, Duration ttl) {
  /** What tells users apart. */
  public enum Method {
    /** A cookie that the first answer sets. */
    COOKIE,
    /** The user's address. */
    IP_HASH
  }

  /** By cookie {@code OPENCLAW_SESSION}, for an hour. */
  public static final SessionAffinityConfig COOKIE =
      new SessionAffinityConfig(true, Method.COOKIE, "OPENCLAW_SESSION", Duration.ofHours(1));

  /** By the user's address. */
  public static final SessionAffinityConfig IP_HASH =
      new SessionAffinityConfig(true, Method.IP_HASH, COOKIE.cookieName, COOKIE.ttl);

  /** No affinity. */
  public static final SessionAffinityConfig DISABLED =
      new SessionAffinityConfig(false, Method.COOKIE, COOKIE.cookieName, COOKIE.ttl);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public SessionAffinityConfig {
    Objects.requireNonNull(method, "method");
    Rules.TOKEN_NAME.check("cookie_name", cookieName);
    Rules.TTL.check("ttl", ttl);
  }

  /** This affinity with another cookie. */
  public SessionAffinityConfig withCookie(String name, Duration newTtl) {
    return new SessionAffinityConfig(enabled, method, name, newTtl);
  }
}
