package ai.openclaw.lb.config;

import java.time.Duration;
import java.util.Objects;

/**
 * How the calls of one user stay on one agent: the section {@code session_affinity}. Immutable.
 *
 * @param enabled whether they do
 * @param method what tells users apart
 * @param cookieName the cookie's name, a token of RFC 6265
 * @param ttl how long a cookie holds, from its issue, and a session that the pool holds in memory,
 *     from its last call; 1 s to 365 days
 * @param options the rarer keys
 */
public record SessionAffinityConfig(
    boolean enabled, Method method, String cookieName, Duration ttl, AffinityOptions options) {
  /** What tells users apart. */
  public enum Method {
    /** A cookie that the first answer sets. */
    COOKIE,
    /** The user's address. */
    IP_HASH,
    /** A header that the requests of a session carry. */
    HEADER
  }

  /** By cookie {@code OPENCLAW_SESSION}, for an hour. */
  public static final SessionAffinityConfig COOKIE =
      new SessionAffinityConfig(true, Method.COOKIE, "OPENCLAW_SESSION", Duration.ofHours(1));

  /** By the user's address. */
  public static final SessionAffinityConfig IP_HASH =
      new SessionAffinityConfig(true, Method.IP_HASH, COOKIE.cookieName, COOKIE.ttl);

  /** By the header {@code x-openclaw-session-key}. */
  public static final SessionAffinityConfig HEADER =
      new SessionAffinityConfig(true, Method.HEADER, COOKIE.cookieName, COOKIE.ttl);

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
    Objects.requireNonNull(options, "options");
  }

  /** This affinity with every rarer key's default. */
  public SessionAffinityConfig(boolean enabled, Method method, String cookieName, Duration ttl) {
    this(enabled, method, cookieName, ttl, AffinityOptions.DEFAULT);
  }

  /** Whether answers set a cookie. */
  public boolean setsCookie() {
    return enabled && method == Method.COOKIE;
  }

  /** This affinity by another method. */
  public SessionAffinityConfig withMethod(Method newMethod) {
    return new SessionAffinityConfig(enabled, newMethod, cookieName, ttl, options);
  }

  /** This affinity with another cookie. */
  public SessionAffinityConfig withCookie(String name, Duration newTtl) {
    return new SessionAffinityConfig(enabled, method, name, newTtl, options);
  }

  /** This affinity with other options. */
  public SessionAffinityConfig withOptions(AffinityOptions newOptions) {
    return new SessionAffinityConfig(enabled, method, cookieName, ttl, newOptions);
  }
}
