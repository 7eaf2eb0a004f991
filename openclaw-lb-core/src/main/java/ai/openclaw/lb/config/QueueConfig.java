package ai.openclaw.lb.config;

import java.time.Duration;

/**
 * How calls wait while every agent that they may go to runs as many as it may: the section {@code
 * queue} of a pool. Immutable.
 *
 * @param max calls that wait at once, 0 to 100000; 0: none waits, each fails at once
 * @param timeout how long a call waits at most, all its waits together; 0 to 1 h
 */
public record QueueConfig(int max, Duration timeout) {
  /** A hundred calls, for a second each. */
  public static final QueueConfig DEFAULT = new QueueConfig(100, Duration.ofSeconds(1));

  /** No call waits. */
  public static final QueueConfig DISABLED = new QueueConfig(0, Duration.ZERO);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public QueueConfig {
    Rules.QUEUE_MAX.check("max", max);
    Rules.QUEUE_TIMEOUT.check("timeout", timeout);
  }
}
