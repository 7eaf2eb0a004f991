package ai.openclaw.lb.config;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Which attempts are followed by others, how many, and when: what {@code failover} says of retries.
 * Immutable.
 *
 * @param maxRetries attempts after the first one, 0 to 100
 * @param retryInterval what passes before an agent that failed the call is asked again; 1 ms to 24 h
 * @param retryNonIdempotent whether a call that may have reached an agent is sent to another one
 *     even if its method is not idempotent
 * @param retryOnStatus the statuses that may be retried, 400 to 599; 429 and 503 say that the agent
 *     refused the call, the others go by the method
 * @param retryBudget how many retries there may be among all calls
 */
public record RetryConfig(
    int maxRetries,
    Duration retryInterval,
    boolean retryNonIdempotent,
    List<Integer> retryOnStatus,
    RetryBudgetConfig retryBudget) {
  /** Two retries, 1 s between attempts on one agent, after 429, 502, 503 and 504. */
  public static final RetryConfig DEFAULT = new RetryConfig(
      2, Duration.ofSeconds(1), false, List.of(429, 502, 503, 504), RetryBudgetConfig.DEFAULT);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public RetryConfig {
    Rules.MAX_RETRIES.check("max_retries", maxRetries);
    Rules.RETRY_INTERVAL.check("retry_interval", retryInterval);
    retryOnStatus = List.copyOf(retryOnStatus);
    retryOnStatus.forEach(status -> Rules.RETRY_STATUS.check("retry_on_status", status));
    Objects.requireNonNull(retryBudget, "retry_budget");
  }

  /** These retries, of another number. */
  public RetryConfig withMaxRetries(int retries) {
    return with(copy -> copy.maxRetries = retries);
  }

  /** These retries with another interval. */
  public RetryConfig withRetryInterval(Duration interval) {
    return with(copy -> copy.retryInterval = interval);
  }

  /** These retries, with or without those of calls that are not idempotent. */
  public RetryConfig withRetryNonIdempotent(boolean retry) {
    return with(copy -> copy.retryNonIdempotent = retry);
  }

  /** These retries after other statuses; none for an empty list. */
  public RetryConfig withRetryOnStatus(List<Integer> statuses) {
    return with(copy -> copy.retryOnStatus = statuses);
  }

  /** These retries with another budget. */
  public RetryConfig withRetryBudget(RetryBudgetConfig budget) {
    return with(copy -> copy.retryBudget = budget);
  }

  private RetryConfig with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.build();
  }

  /** Retries while one component of them changes. */
  private static final class Copy {
    private int maxRetries;
    private Duration retryInterval;
    private boolean retryNonIdempotent;
    private List<Integer> retryOnStatus;
    private RetryBudgetConfig retryBudget;

    Copy(RetryConfig retries) {
      this.maxRetries = retries.maxRetries;
      this.retryInterval = retries.retryInterval;
      this.retryNonIdempotent = retries.retryNonIdempotent;
      this.retryOnStatus = retries.retryOnStatus;
      this.retryBudget = retries.retryBudget;
    }

    RetryConfig build() {
      return new RetryConfig(
          maxRetries, retryInterval, retryNonIdempotent, retryOnStatus, retryBudget);
    }
  }
}
