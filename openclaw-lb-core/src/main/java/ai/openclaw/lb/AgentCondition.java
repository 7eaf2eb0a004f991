package ai.openclaw.lb;

import ai.openclaw.lb.config.DegradedConfig;
import ai.openclaw.lb.config.SlowStartConfig;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All evidence of one agent's fitness, weighed into one standing with a reason, and the weight that
 * follows from it. What weighs more hides what weighs less and does not end it: draining, failing
 * health checks, an ejection, cooling, heavy load. So a good health check does not end an ejection, and
 * an ejection does not end when the health checks that hid it succeed again.
 *
 * <p>An agent that comes back after health checks or attempts had taken it out starts slowly. Guarded
 * by the pool's lock; time passes only by the {@code nowNanos} of its callers.
 */
final class AgentCondition {
  /** How long a report of load is believed. */
  private static final long LOAD_VALID_NANOS = Duration.ofMinutes(3).toNanos();

  private DegradedConfig degradedBy;

  private WeightRise weight;
  private boolean draining;
  private String healthyReason;

  /** Why health checks take the agent out; null while they don't. */
  private @Nullable String checksFail;

  private @Nullable Timed ejection;
  private @Nullable Timed cooling;

  /** Why the agent is degraded, and until when at most; null while it is not. */
  private @Nullable Timed heavyLoad;

  /** Since when the agent is out for being unfit, while it is. */
  private @Nullable Long outSinceNanos;

  private SlowStart slowStart;

  /** Whether results from before have ceased to count, and nobody has been told yet. */
  private boolean turned;

  AgentCondition(double weight, SlowStartConfig slowStart, DegradedConfig degradedBy) {
    this.weight = WeightRise.none(weight);
    this.slowStart = SlowStart.none(slowStart);
    this.degradedBy = degradedBy;
    this.healthyReason = Standing.NEW.reason();
  }

  /** An agent that joins at run time starts slowly. */
  void joined(long nowNanos) {
    slowStart = slowStart.whole(nowNanos);
    healthyReason = "joined the pool";
  }

  void drain() {
    draining = true;
  }

  /** Ends {@link #drain}: the agent starts slowly, as one that joins. */
  void resume(long nowNanos) {
    draining = false;
    turned = true;
    slowStart = slowStart.whole(nowNanos);
    healthyReason = "back from draining";
  }

  boolean isDraining() {
    return draining;
  }

  /** Goes by another configuration from now on. */
  void settings(SlowStartConfig newSlowStart, DegradedConfig newDegradedBy) {
    slowStart = slowStart.by(newSlowStart);
    degradedBy = newDegradedBy;
  }

  /** Nobody checks the agent any more: what the latest checks found counts no longer. */
  void unchecked(long nowNanos) {
    checksFail = null;
    settle(nowNanos);
  }

  boolean failsChecks() {
    return checksFail != null;
  }

  void checked(boolean passed, String reason, long nowNanos) {
    checksFail = passed ? null : reason;
    if (passed) {
      healthyReason = reason;
    }
    settle(nowNanos);
  }

  void eject(String reason, long forNanos, long nowNanos) {
    ejection = new Timed(reason, new Pause(nowNanos, forNanos));
    turned = true;
    settle(nowNanos);
  }

  /** Ends the wait for the trial of an ejected agent; returns whether it had to wait. */
  boolean tryNow(long nowNanos) {
    Timed ejected = ejection;
    boolean waits =
        !draining && checksFail == null && ejected != null && !ejected.time.isOver(nowNanos);
    if (waits && ejected != null) {
      ejection = new Timed(ejected.reason, new Pause(nowNanos, 0));
    }
    return waits;
  }

  /** Whether what was counted before counts no more; said once. */
  boolean takeTurned() {
    boolean was = turned;
    turned = false;
    return was;
  }

  /** The agent's trial has passed. */
  void returned(String reason, long nowNanos) {
    ejection = null;
    healthyReason = reason;
    settle(nowNanos);
  }

  /**
   * The agent asked to be spared; a longer pause that it asked for before goes on. Returns whether it
   * is spared longer now.
   */
  boolean cool(long forNanos, String why, long nowNanos) {
    boolean longer = coolingNanos(nowNanos) < forNanos;
    if (longer) {
      cooling = new Timed(why, new Pause(nowNanos, forNanos));
    }
    return longer;
  }

  /**
   * The agent's load is heavy; where it says no more of it, that is forgotten in the end. Returns
   * whether that is news.
   */
  boolean heavyLoad(String why, long nowNanos) {
    boolean news = heavyLoadReason(nowNanos) == null;
    heavyLoad = new Timed(why, new Pause(nowNanos, LOAD_VALID_NANOS));
    return news;
  }

  /** The agent's load is not heavy any more; returns whether it was. */
  boolean lightLoad() {
    boolean news = heavyLoad != null;
    heavyLoad = null;
    return news;
  }

  private @Nullable String heavyLoadReason(long nowNanos) {
    Timed load = heavyLoad;
    return load == null || load.time.isOver(nowNanos) ? null : load.reason;
  }

  boolean heavilyLoaded(long nowNanos) {
    return heavyLoadReason(nowNanos) != null;
  }

  void weight(double to, Duration over, long nowNanos) {
    weight = weight.to(to, over, nowNanos);
  }

  double targetWeight() {
    return weight.target();
  }

  /** Takes note of whether the agent is out, to start it slowly when it is in again. */
  private void settle(long nowNanos) {
    boolean out = checksFail != null || ejection != null;
    Long since = outSinceNanos;
    if (out && since == null) {
      outSinceNanos = nowNanos;
    } else if (!out && since != null) {
      outSinceNanos = null;
      turned = true;
      slowStart = slowStart.after(since, nowNanos);
    }
  }

  boolean isOut() {
    return outSinceNanos != null;
  }

  /** Whether the agent was ejected, and the time has come to try it. */
  boolean onTrial(long nowNanos) {
    Timed ejected = ejection;
    return !draining && checksFail == null && ejected != null && ejected.time.isOver(nowNanos);
  }

  Standing standing(long nowNanos) {
    if (draining) {
      return new Standing(AgentState.DRAINING, "draining was asked for");
    }
    if (checksFail != null) {
      return new Standing(AgentState.UNHEALTHY, checksFail);
    }
    Timed ejected = ejection;
    if (ejected != null) {
      String reason = onTrial(nowNanos) ? "on trial after " + ejected.reason : ejected.reason;
      return new Standing(AgentState.EJECTED, reason, ejected.time);
    }
    Timed pause = cooling;
    if (pause != null && !pause.time.isOver(nowNanos)) {
      return new Standing(AgentState.COOLING, pause.reason, pause.time);
    }
    String heavy = heavyLoadReason(nowNanos);
    return heavy != null
        ? new Standing(AgentState.DEGRADED, heavy)
        : new Standing(AgentState.HEALTHY, healthyReason);
  }

  /** How long the agent still cools; 0 where it does not. */
  long coolingNanos(long nowNanos) {
    Timed pause = cooling;
    return pause == null ? 0 : pause.time.left(nowNanos);
  }

  /** The share of its weight that the agent gets: less at a slow start, and under heavy load. */
  double share(long nowNanos) {
    double share = startShare(nowNanos);
    return heavyLoadReason(nowNanos) == null ? share : share * degradedBy.weightFactor();
  }

  /** The share of its capacity that a slow start allows. */
  double startShare(long nowNanos) {
    return slowStart.share(nowNanos);
  }

  double weight(long nowNanos) {
    return weight.at(nowNanos);
  }

  /** In how many nanoseconds time alone changes something; empty where it won't. */
  OptionalLong nextChangeNanos(long nowNanos) {
    if (draining) {
      return OptionalLong.empty();
    }
    long next = Math.min(slowStart.untilStep(nowNanos), weight.untilStep(nowNanos));
    next = Math.min(next, untilEnd(ejection, nowNanos));
    next = Math.min(next, untilEnd(cooling, nowNanos));
    next = Math.min(next, untilEnd(heavyLoad, nowNanos));
    return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
  }

  private static long untilEnd(@Nullable Timed state, long nowNanos) {
    return state == null || state.time.isOver(nowNanos)
        ? Long.MAX_VALUE
        : state.time.left(nowNanos);
  }

  /** What keeps the agent from calls for some time, and why. */
  private record Timed(String reason, Pause time) {}
}
