package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one level of a document says of retries. */
record RetrySettings(
    @Nullable Located<Integer> maxRetries,
    @Nullable Located<Duration> retryInterval,
    @Nullable Located<Boolean> retryNonIdempotent,
    @Nullable Located<List<Integer>> retryOnStatus,
    @Nullable Located<Double> percent,
    @Nullable Located<Integer> minConcurrent) {
  static final RetrySettings NONE = new RetrySettings(null, null, null, null, null, null);

  static RetrySettings read(Section failover, Problems problems) {
    Section budget = failover.section("retry_budget", Keys.RETRY_BUDGET);
    return new RetrySettings(
        failover.read("max_retries", Format.WHOLE_NUMBER, Rules.MAX_RETRIES),
        failover.read("retry_interval", Format.DURATION, Rules.RETRY_INTERVAL),
        failover.flag("retry_non_idempotent"),
        statuses(failover, problems),
        budget == null ? null : budget.read("percent", Format.NUMBER, Rules.BUDGET_PERCENT),
        budget == null
            ? null
            : budget.read("min_concurrent", Format.WHOLE_NUMBER, Rules.MIN_CONCURRENT));
  }

  private static @Nullable Located<List<Integer>> statuses(Section failover, Problems problems) {
    if (!failover.has("retry_on_status")) {
      return null;
    }
    List<Integer> statuses = new ArrayList<>();
    for (Node item : failover.items("retry_on_status")) {
      Located<Integer> status = Format.WHOLE_NUMBER.read(item, Rules.RETRY_STATUS, problems);
      if (status != null) {
        statuses.add(status.value());
      }
    }
    return new Located<>(List.copyOf(statuses), failover.placeOf("retry_on_status"));
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  RetrySettings or(RetrySettings far) {
    return new RetrySettings(
        nearest(maxRetries, far.maxRetries),
        nearest(retryInterval, far.retryInterval),
        nearest(retryNonIdempotent, far.retryNonIdempotent),
        nearest(retryOnStatus, far.retryOnStatus),
        nearest(percent, far.percent),
        nearest(minConcurrent, far.minConcurrent));
  }

  RetryConfig build() {
    RetryConfig defaults = RetryConfig.DEFAULT;
    RetryBudgetConfig budget = defaults.retryBudget();
    return new RetryConfig(
        Located.or(maxRetries, defaults.maxRetries()),
        Located.or(retryInterval, defaults.retryInterval()),
        Located.or(retryNonIdempotent, defaults.retryNonIdempotent()),
        Located.or(retryOnStatus, defaults.retryOnStatus()),
        new RetryBudgetConfig(
            Located.or(percent, budget.percent()),
            Located.or(minConcurrent, budget.minConcurrent())));
  }
}
