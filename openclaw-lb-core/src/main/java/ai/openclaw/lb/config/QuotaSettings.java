package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import org.jspecify.annotations.Nullable;

/** What one level of a document says of quotas. */
record QuotaSettings(
    @Nullable Located<Double> maxQps,
    @Nullable Located<Integer> burst,
    @Nullable Located<Integer> status,
    @Nullable Located<String> body) {

  static QuotaSettings read(Section level) {
    Located<Double> maxQps = level.read("max_qps", Format.NUMBER, Rules.MAX_QPS);
    Located<Integer> burst = level.read("max_qps_burst", Format.WHOLE_NUMBER, Rules.BURST);
    Section response = level.section("over_quota_response", Keys.OVER_QUOTA_RESPONSE);
    if (response == null) {
      return new QuotaSettings(maxQps, burst, null, null);
    }
    return new QuotaSettings(
        maxQps,
        burst,
        response.read("status", Format.WHOLE_NUMBER, Rules.FALLBACK_STATUS),
        response.text("body", Rules.TEXT));
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  QuotaSettings or(QuotaSettings far) {
    return new QuotaSettings(
        nearest(maxQps, far.maxQps),
        nearest(burst, far.burst),
        nearest(status, far.status),
        nearest(body, far.body));
  }

  QuotaConfig build() {
    OverQuotaResponse response = new OverQuotaResponse(
        Located.or(status, OverQuotaResponse.DEFAULT.status()), Located.orNull(body));
    return new QuotaConfig(Located.orNull(maxQps), Located.orNull(burst), response);
  }
}
