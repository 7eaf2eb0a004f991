package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one level of a document says of what algorithms go by. */
record BalancingSettings(
    @Nullable Located<String> hashKey,
    @Nullable Located<Double> perFailure,
    @Nullable Located<Duration> decay) {

  static BalancingSettings read(Section level) {
    Located<String> hashKey = level.text("hash_key", Rules.HASH_KEY);
    Section penalty = level.section("failure_penalty", Keys.FAILURE_PENALTY);
    if (penalty == null) {
      return new BalancingSettings(hashKey, null, null);
    }
    return new BalancingSettings(
        hashKey,
        penalty.read("per_failure", Format.NUMBER, Rules.PER_FAILURE),
        penalty.read("decay", Format.DURATION, Rules.DECAY));
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  BalancingSettings or(BalancingSettings far) {
    return new BalancingSettings(
        nearest(hashKey, far.hashKey),
        nearest(perFailure, far.perFailure),
        nearest(decay, far.decay));
  }

  BalancingConfig build() {
    FailurePenaltyConfig defaults = FailurePenaltyConfig.DEFAULT;
    FailurePenaltyConfig penalty = new FailurePenaltyConfig(
        Located.or(perFailure, defaults.perFailure()), Located.or(decay, defaults.decay()));
    return new BalancingConfig(Located.orNull(hashKey), penalty);
  }
}
