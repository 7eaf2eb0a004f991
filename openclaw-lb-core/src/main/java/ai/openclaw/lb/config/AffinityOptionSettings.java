package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import org.jspecify.annotations.Nullable;

/** What one level of a document says of the rarer keys of {@code session_affinity}. */
record AffinityOptionSettings(
    @Nullable Located<Secret> secret,
    @Nullable Located<String> headerName,
    @Nullable Located<Boolean> forwardCookie,
    @Nullable Located<Integer> trustedHops,
    @Nullable Located<Integer> maxSessions) {
  static final AffinityOptionSettings NONE =
      new AffinityOptionSettings(null, null, null, null, null);

  static AffinityOptionSettings read(Section affinity) {
    return new AffinityOptionSettings(
        affinity.read("secret", Format.SECRET, Secret.LONG_ENOUGH),
        affinity.text("header_name", Rules.HEADER_NAME),
        affinity.flag("forward_cookie"),
        affinity.read("trusted_hops", Format.WHOLE_NUMBER, Rules.TRUSTED_HOPS),
        affinity.read("max_sessions", Format.WHOLE_NUMBER, Rules.MAX_SESSIONS));
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  AffinityOptionSettings or(AffinityOptionSettings far) {
    return new AffinityOptionSettings(
        nearest(secret, far.secret),
        nearest(headerName, far.headerName),
        nearest(forwardCookie, far.forwardCookie),
        nearest(trustedHops, far.trustedHops),
        nearest(maxSessions, far.maxSessions));
  }

  AffinityOptions build() {
    AffinityOptions defaults = AffinityOptions.DEFAULT;
    return new AffinityOptions(
        Located.orNull(secret),
        Located.or(headerName, defaults.headerName()),
        Located.or(forwardCookie, defaults.forwardCookie()),
        Located.or(trustedHops, defaults.trustedHops()),
        Located.or(maxSessions, defaults.maxSessions()));
  }
}
