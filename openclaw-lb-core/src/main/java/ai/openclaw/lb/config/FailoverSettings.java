package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one level of a document says of failover. */
record FailoverSettings(
    @Nullable Located<Boolean> enabled,
    RetrySettings retries,
    @Nullable Located<Duration> attemptTimeout,
    @Nullable Located<StreamFormat> stream,
    @Nullable Located<FallbackResponse> fallbackResponse,
    @Nullable Located<OnNoneHealthy> onNoneHealthy) {
  private static final Rule<OnNoneHealthy> ON_NONE_HEALTHY =
      new Rule<>("fallback, fail_open or fail", behaviour -> true);
  private static final Rule<StreamFormat> STREAM = new Rule<>("none or sse", format -> true);
  private static final FailoverSettings NONE =
      new FailoverSettings(null, RetrySettings.NONE, null, null, null, null);

  static FailoverSettings read(Section level, Problems problems) {
    Section failover = level.section("failover", Keys.FAILOVER);
    if (failover == null) {
      return NONE;
    }
    return new FailoverSettings(
        failover.flag("enabled"),
        RetrySettings.read(failover, problems),
        failover.read("attempt_timeout", Format.DURATION, Rules.TIMEOUT),
        failover.read("stream", Format.word(StreamFormat.class), STREAM),
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
        retries.or(far.retries),
        nearest(attemptTimeout, far.attemptTimeout),
        nearest(stream, far.stream),
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
        retries.build(),
        Located.orNull(attemptTimeout),
        Located.or(stream, defaults.stream()),
        Located.orNull(fallbackResponse),
        Located.or(onNoneHealthy, defaults.onNoneHealthy()));
  }
}
