package ai.openclaw.lb.config;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a call whose attempt failed: the section {@code failover}. Immutable.
 *
 * @param enabled whether other agents are tried
 * @param maxRetries attempts after the first one, 0 to 100
 * @param retryInterval what passes before an agent that failed the call is asked again; 1 ms to 24 h
 * @param retryNonIdempotent whether a call that may have reached an agent is sent to another one
 *     even if its method is not idempotent
 * @param fallbackResponse what the caller gets when no agent can answer; null for an exception
 * @param onNoneHealthy what the pool does while none of its agents is healthy
 */
public record FailoverConfig(
    boolean enabled,
    int maxRetries,
    Duration retryInterval,
    boolean retryNonIdempotent,
    @Nullable FallbackResponse fallbackResponse,
    OnNoneHealthy onNoneHealthy) {
  /** Two retries, 1 s between attempts on one agent, idempotent calls only, no fallback response. */
  public static final FailoverConfig DEFAULT =
      new FailoverConfig(true, 2, Duration.ofSeconds(1), false, null, OnNoneHealthy.FALLBACK);

  /** One attempt, no fallback response. */
  public static final FailoverConfig DISABLED =
      new FailoverConfig(false, 2, Duration.ofSeconds(1), false, null, OnNoneHealthy.FALLBACK);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public FailoverConfig {
    Rules.MAX_RETRIES.check("max_retries", maxRetries);
    Rules.RETRY_INTERVAL.check("retry_interval", retryInterval);
    Objects.requireNonNull(onNoneHealthy, "on_none_healthy");
  }

  /** This failover with another number of retries. */
  public FailoverConfig withMaxRetries(int retries) {
    return new FailoverConfig(
        enabled, retries, retryInterval, retryNonIdempotent, fallbackResponse, onNoneHealthy);
  }

  /** This failover with another interval. */
  public FailoverConfig withRetryInterval(Duration interval) {
    return new FailoverConfig(
        enabled, maxRetries, interval, retryNonIdempotent, fallbackResponse, onNoneHealthy);
  }

  /** This failover, with or without retries of calls that are not idempotent. */
  public FailoverConfig withRetryNonIdempotent(boolean retry) {
    return new FailoverConfig(
        enabled, maxRetries, retryInterval, retry, fallbackResponse, onNoneHealthy);
  }

  /** This failover with another answer of last resort; null for an exception. */
  public FailoverConfig withFallbackResponse(@Nullable FallbackResponse response) {
    return new FailoverConfig(
        enabled, maxRetries, retryInterval, retryNonIdempotent, response, onNoneHealthy);
  }

  /** This failover with another behaviour while no agent is healthy. */
  public FailoverConfig withOnNoneHealthy(OnNoneHealthy behaviour) {
    return new FailoverConfig(
        enabled, maxRetries, retryInterval, retryNonIdempotent, fallbackResponse, behaviour);
  }
}
