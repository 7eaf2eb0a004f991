package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one level of a document says of failover. */
record FailoverSettings(
    @Nullable Located<Boolean> enabled,
    @Nullable Located<Integer> maxRetries,
    @Nullable Located<Duration> retryInterval,
    @Nullable Located<Boolean> retryNonIdempotent,
    @Nullable Located<FallbackResponse> fallbackResponse,
    @Nullable Located<OnNoneHealthy> onNoneHealthy) {
  private static final Rule<OnNoneHealthy> ON_NONE_HEALTHY =
      new Rule<>("fallback, fail_open or fail", behaviour -> true);
  private static final FailoverSettings NONE =
      new FailoverSettings(null, null, null, null, null, null);

  static FailoverSettings read(Section level, Problems problems) {
    Section failover = level.section("failover", Keys.FAILOVER);
    if (failover == null) {
      return NONE;
    }
    return new FailoverSettings(
        failover.flag("enabled"),
        failover.read("max_retries", Format.WHOLE_NUMBER, Rules.MAX_RETRIES),
        failover.read("retry_interval", Format.DURATION, Rules.RETRY_INTERVAL),
        failover.flag("retry_non_idempotent"),
        fallback(failover.section("fallback_response", Keys.FALLBACK_RESPONSE), problems),
        failover.read("on_none_healthy", Format.word(OnNoneHealthy.class), ON_NONE_HEALTHY));
  }

  private static @Nullable Located<FallbackResponse> fallback(
      @Nullable Section section, Problems problems) {
    if (section == null) {
      return null;
    }
    Located<Integer> status = section.read("status", Format.WHOLE_NUMBER, Rules.FALLBACK_STATUS);
    Located<String> body = section.text("body", Rules.TEXT);
    if (!section.has("status")) {
      problems.value(
          section.place().missing("status"), "missing", Rules.FALLBACK_STATUS.expected());
    }
    if (status == null || (body == null && section.has("body"))) {
      return null;
    }
    FallbackResponse response = new FallbackResponse(status.value(), Located.or(body, ""));
    return new Located<>(response, section.place());
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  FailoverSettings or(FailoverSettings far) {
    return new FailoverSettings(
        nearest(enabled, far.enabled),
        nearest(maxRetries, far.maxRetries),
        nearest(retryInterval, far.retryInterval),
        nearest(retryNonIdempotent, far.retryNonIdempotent),
        nearest(fallbackResponse, far.fallbackResponse),
        nearest(onNoneHealthy, far.onNoneHealthy));
  }

  boolean isEnabled() {
    return Located.or(enabled, FailoverConfig.DEFAULT.enabled());
  }

  FailoverConfig build() {
    FailoverConfig defaults = FailoverConfig.DEFAULT;
    return new FailoverConfig(
        isEnabled(),
        Located.or(maxRetries, defaults.maxRetries()),
        Located.or(retryInterval, defaults.retryInterval()),
        Located.or(retryNonIdempotent, defaults.retryNonIdempotent()),
        Located.orNull(fallbackResponse),
        Located.or(onNoneHealthy, defaults.onNoneHealthy()));
  }
}
