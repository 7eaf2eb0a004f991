package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one level of a document says of slow start. */
record SlowStartSettings(
    @Nullable Located<Boolean> enabled,
    @Nullable Located<Duration> duration,
    @Nullable Located<Double> initialShare) {
  private static final SlowStartSettings NONE = new SlowStartSettings(null, null, null);

  static SlowStartSettings read(Section level) {
    Section slowStart = level.section("slow_start", Keys.SLOW_START);
    if (slowStart == null) {
      return NONE;
    }
    return new SlowStartSettings(
        slowStart.flag("enabled"),
        slowStart.read("duration", Format.DURATION, Rules.SLOW_START),
        slowStart.read("initial_share", Format.NUMBER, Rules.SHARE));
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  SlowStartSettings or(SlowStartSettings far) {
    return new SlowStartSettings(
        nearest(enabled, far.enabled),
        nearest(duration, far.duration),
        nearest(initialShare, far.initialShare));
  }

  SlowStartConfig build() {
    SlowStartConfig defaults = SlowStartConfig.DEFAULT;
    return new SlowStartConfig(
        Located.or(enabled, defaults.enabled()),
        Located.or(duration, defaults.duration()),
        Located.or(initialShare, defaults.initialShare()));
  }
}
