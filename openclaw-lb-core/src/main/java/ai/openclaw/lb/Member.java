package ai.openclaw.lb;

import ai.openclaw.lb.health.EjectionBackoff;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One agent in its pool's control plane: the evidence for and against it, and the timer that looks at
 * it again when time alone changes something. Guarded by the pool's lock.
 */
final class Member {
  private static final double LARGEST_FACTOR = 1e9;

  private final PooledAgent agent;
  private final AgentCondition condition;
  private final EjectionBackoff backoff;
  private @Nullable Future<?> timer;

  Member(PooledAgent agent, AgentCondition condition, EjectionBackoff backoff) {
    this.agent = agent;
    this.condition = condition;
    this.backoff = backoff;
  }

  PooledAgent agent() {
    return agent;
  }

  AgentCondition condition() {
    return condition;
  }

  EjectionBackoff backoff() {
    return backoff;
  }

  /** Lets the data plane see what the evidence comes to now. */
  void publish(long nowNanos) {
    agent.standing(condition.standing(nowNanos));
    double share = condition.share(nowNanos);
    double weight = condition.weight(nowNanos);
    agent.weights(condition.targetWeight(), share * sinceConfigured(weight), weight * share);
    agent.heavilyLoaded(condition.heavilyLoaded(nowNanos));
    agent.capacityShare(condition.startShare(nowNanos));
  }

  /** How many times the configured weight this one is; within bounds in which shares can be added. */
  private double sinceConfigured(double weight) {
    double configured = agent.config().weight();
    return configured == 0 || weight == 0
        ? 1
        : Math.max(1 / LARGEST_FACTOR, Math.min(weight / configured, LARGEST_FACTOR));
  }

  /** Runs {@code look} when time next changes something; what was planned before is not. */
  void plan(ScheduledExecutorService scheduler, long nowNanos, Runnable look) {
    stop();
    OptionalLong next = condition.nextChangeNanos(nowNanos);
    if (next.isEmpty()) {
      return;
    }
    try {
      timer = scheduler.schedule(look, next.getAsLong(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException shutDown) {
      // A given scheduler was shut down before its pool: nothing moves by time alone any more.
    }
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
