package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.health.EjectionBackoff;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One agent in its pool's control plane: the evidence for and against it, and when to look at it again
 * since time alone changes something. Guarded by the pool's lock.
 */
final class Member {
  private static final double LARGEST_FACTOR = 1e9;

  /** How often an agent that is to leave is asked whether its last attempt has ended. */
  private static final long LEAVING_NANOS = Duration.ofSeconds(1).toNanos();

  private final PooledAgent agent;
  private final AgentCondition condition;
  private final EjectionBackoff backoff;

  /** Whether it leaves the pool as soon as nothing runs on it. */
  private boolean leaving;

  /** Whether there is something to wait for, and until when. */
  private boolean waits;

  private long dueNanos;

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

  /** The agent takes no new calls, and leaves with the end of the last one. */
  void leave() {
    leaving = true;
    condition.drain();
  }

  /** The agent stays after all, as this configuration has it. */
  void stay(AgentConfig config, long nowNanos) {
    leaving = false;
    agent.config(config);
    condition.weight(config.weight(), Duration.ZERO, nowNanos);
    condition.resume(nowNanos);
  }

  boolean isLeaving() {
    return leaving;
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

  /** An agent that is out or comes back begins anew: what ran before says nothing about it now. */
  void admit(MemberFactory factory, EvidenceListener evidence, long nowNanos) {
    boolean tried = agent.admission() instanceof Trial;
    boolean turned = condition.takeTurned();
    if (condition.onTrial(nowNanos)) {
      if (!tried) {
        agent.admission(factory.trial(evidence, backoff));
      }
    } else if (tried || turned) {
      agent.admission(factory.inRotation(evidence));
      agent.trackers(factory.newTrackers(agent.config()));
    }
  }

  /** Takes note of when time next changes something. */
  void plan(long nowNanos) {
    OptionalLong next =
        leaving ? OptionalLong.of(LEAVING_NANOS) : condition.nextChangeNanos(nowNanos);
    waits = next.isPresent();
    dueNanos = nowNanos + next.orElse(0);
  }

  /** There is nothing to wait for any more. */
  void over() {
    waits = false;
  }

  boolean waits() {
    return waits;
  }

  long dueNanos() {
    return dueNanos;
  }

  boolean isDue(long nowNanos) {
    return waits && nowNanos - dueNanos >= 0;
  }

  /** What picks know of the agent: while it is the same, so may the snapshot be. */
  Seen seen() {
    Standing standing = agent.standing();
    return new Seen(
        standing.state(),
        standing.pause(),
        agent.weight(),
        agent.share(),
        agent.effectiveWeight(),
        agent.admission() instanceof Trial,
        agent.trackers());
  }

  /** The part of an agent's state that goes into a snapshot. */
  record Seen(
      AgentState state,
      @Nullable Pause pause,
      double weight,
      double share,
      double effectiveWeight,
      boolean onTrial,
      AttemptTrackers trackers) {}
}
