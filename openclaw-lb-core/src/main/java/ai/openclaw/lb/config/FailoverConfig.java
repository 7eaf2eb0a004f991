package ai.openclaw.lb.config;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a call whose attempt failed: the section {@code failover}. Immutable.
 *
 * @param enabled whether other agents are tried
 * @param retries which attempts are followed by others, how many, and when
 * @param attemptTimeout how long one attempt waits for the headers of its answer, 1 ms to 24 h; null
 *     for as long as the client does
 * @param stream by what format a stream's errors are told from its content
 * @param fallbackResponse what the caller gets when no agent can answer; null for an exception
 * @param onNoneHealthy what the pool does while none of its agents is healthy
 */
public record FailoverConfig(
    boolean enabled,
    RetryConfig retries,
    @Nullable Duration attemptTimeout,
    StreamFormat stream,
    @Nullable FallbackResponse fallbackResponse,
    OnNoneHealthy onNoneHealthy) {
  /** Two retries, 1 s between attempts on one agent, idempotent calls only, no fallback response. */
  public static final FailoverConfig DEFAULT = new FailoverConfig(
      true, RetryConfig.DEFAULT, null, StreamFormat.NONE, null, OnNoneHealthy.FALLBACK);

  /** One attempt, no fallback response. */
  public static final FailoverConfig DISABLED = DEFAULT.with(copy -> copy.enabled = false);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public FailoverConfig {
    Objects.requireNonNull(retries, "retries");
    if (attemptTimeout != null) {
      Rules.TIMEOUT.check("attempt_timeout", attemptTimeout);
    }
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(onNoneHealthy, "on_none_healthy");
  }

  /** Attempts after the first one. */
  public int maxRetries() {
    return retries.maxRetries();
  }

  /** What passes before an agent that failed the call is asked again. */
  public Duration retryInterval() {
    return retries.retryInterval();
  }

  /** Whether a call that may have reached an agent is retried though it is not idempotent. */
  public boolean retryNonIdempotent() {
    return retries.retryNonIdempotent();
  }

  /** This failover with other retries. */
  public FailoverConfig withRetries(RetryConfig newRetries) {
    return with(copy -> copy.retries = newRetries);
  }

  /** This failover with another number of retries. */
  public FailoverConfig withMaxRetries(int number) {
    return withRetries(retries.withMaxRetries(number));
  }

  /** This failover with another interval. */
  public FailoverConfig withRetryInterval(Duration interval) {
    return withRetries(retries.withRetryInterval(interval));
  }

  /** This failover, with or without retries of calls that are not idempotent. */
  public FailoverConfig withRetryNonIdempotent(boolean retry) {
    return withRetries(retries.withRetryNonIdempotent(retry));
  }

  /** This failover with another limit for the headers of an answer; null for the client's. */
  public FailoverConfig withAttemptTimeout(@Nullable Duration timeout) {
    return with(copy -> copy.attemptTimeout = timeout);
  }

  /** This failover with streams of another format. */
  public FailoverConfig withStream(StreamFormat format) {
    return with(copy -> copy.stream = format);
  }

  /** This failover with another answer of last resort; null for an exception. */
  public FailoverConfig withFallbackResponse(@Nullable FallbackResponse response) {
    return with(copy -> copy.fallbackResponse = response);
  }

  /** This failover with another behaviour while no agent is healthy. */
  public FailoverConfig withOnNoneHealthy(OnNoneHealthy behaviour) {
    return with(copy -> copy.onNoneHealthy = behaviour);
  }

  private FailoverConfig with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.build();
  }

  /** A failover while one component of it changes. */
  private static final class Copy {
    private boolean enabled;
    private RetryConfig retries;
    private @Nullable Duration attemptTimeout;
    private StreamFormat stream;
    private @Nullable FallbackResponse fallbackResponse;
    private OnNoneHealthy onNoneHealthy;

    Copy(FailoverConfig failover) {
      this.enabled = failover.enabled;
      this.retries = failover.retries;
      this.attemptTimeout = failover.attemptTimeout;
      this.stream = failover.stream;
      this.fallbackResponse = failover.fallbackResponse;
      this.onNoneHealthy = failover.onNoneHealthy;
    }

    FailoverConfig build() {
      return new FailoverConfig(
          enabled, retries, attemptTimeout, stream, fallbackResponse, onNoneHealthy);
    }
  }
}
