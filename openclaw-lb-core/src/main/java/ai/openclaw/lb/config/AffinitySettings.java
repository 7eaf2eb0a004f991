package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import ai.openclaw.lb.config.SessionAffinityConfig.Method;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one level of a document says of session affinity.
 *
 * @param place of the section; null where there is none
 */
record AffinitySettings(
    @Nullable Place place,
    @Nullable Located<Boolean> enabled,
    @Nullable Located<Method> method,
    @Nullable Located<String> cookieName,
    @Nullable Located<Duration> ttl,
    AffinityOptionSettings options) {
  private static final AffinitySettings NONE =
      new AffinitySettings(null, null, null, null, null, AffinityOptionSettings.NONE);
  private static final Rule<Method> METHOD =
      new Rule<>("cookie, ip_hash or header", method -> true);

  static AffinitySettings read(Section level) {
    Section affinity = level.section("session_affinity", Keys.SESSION_AFFINITY);
    if (affinity == null) {
      return NONE;
    }
    return new AffinitySettings(
        affinity.place(),
        affinity.flag("enabled"),
        affinity.read("method", Format.word(Method.class), METHOD),
        affinity.text("cookie_name", Rules.TOKEN_NAME),
        affinity.read("ttl", Format.DURATION, Rules.TTL),
        AffinityOptionSettings.read(affinity));
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  AffinitySettings or(AffinitySettings far) {
    return new AffinitySettings(
        place == null ? far.place : place,
        nearest(enabled, far.enabled),
        nearest(method, far.method),
        nearest(cookieName, far.cookieName),
        nearest(ttl, far.ttl),
        options.or(far.options));
  }

  boolean isEnabled() {
    return Located.or(enabled, place != null);
  }

  SessionAffinityConfig build() {
    SessionAffinityConfig defaults = SessionAffinityConfig.COOKIE;
    return new SessionAffinityConfig(
        isEnabled(),
        Located.or(method, defaults.method()),
        Located.or(cookieName, defaults.cookieName()),
        Located.or(ttl, defaults.ttl()),
        options.build());
  }
}
