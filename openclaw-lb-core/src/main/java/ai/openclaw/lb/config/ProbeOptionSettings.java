package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one level of a document says of the rarer keys of {@code health_check}. */
record ProbeOptionSettings(
    @Nullable Located<String> script,
    @Nullable Located<Map<String, String>> headers,
    @Nullable Located<Path> logFile,
    @Nullable Located<Boolean> distrust,
    @Nullable Located<Boolean> share) {
  static final ProbeOptionSettings NONE = new ProbeOptionSettings(null, null, null, null, null);

  /** These settings, and those of a farther level for the keys that are absent here. */
  ProbeOptionSettings or(ProbeOptionSettings far) {
    return new ProbeOptionSettings(
        nearest(script, far.script),
        nearest(headers, far.headers),
        nearest(logFile, far.logFile),
        nearest(distrust, far.distrust),
        nearest(share, far.share));
  }

  ProbeOptions build() {
    ProbeOptions defaults = ProbeOptions.DEFAULT;
    return new ProbeOptions(
        Located.orNull(script),
        Located.or(headers, defaults.headers()),
        Located.orNull(logFile),
        Located.or(distrust, defaults.distrust()),
        Located.or(share, defaults.share()));
  }
}
