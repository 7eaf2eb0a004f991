package ai.openclaw.lb;

import ai.openclaw.lb.config.SlowStartConfig;

/**
 * The rise of an agent's share after it was out: in ten equal steps, from the configured share to the
 * whole. Immutable.
 *
 * <p>Example, with 30 s from 0.1: 0.1 at first, 0.19 after 3 s, 0.28 after 6 s, 1 after 30 s.
 */
final class SlowStart {
  private static final int STEPS = 10;

  private final SlowStartConfig config;
  private final Pause time;

  private SlowStart(SlowStartConfig config, Pause time) {
    this.config = config;
    this.time = time;
  }

  /** No rise: the whole share. */
  static SlowStart none(SlowStartConfig config) {
    return new SlowStart(config, new Pause(0, 0));
  }

  /** The rise of an agent that nobody has sent calls yet. */
  SlowStart whole(long nowNanos) {
    return begin(nowNanos, config.duration().toNanos());
  }

  /** The rise after a time out: as long as that, and what was left then of this one. */
  SlowStart after(long outSinceNanos, long nowNanos) {
    return begin(nowNanos, nowNanos - outSinceNanos + time.left(outSinceNanos));
  }

  private SlowStart begin(long nowNanos, long lengthNanos) {
    long length = Math.min(config.duration().toNanos(), lengthNanos);
    return config.enabled() ? new SlowStart(config, new Pause(nowNanos, length)) : this;
  }

  /** This rise by another configuration: one that runs keeps its time. */
  SlowStart by(SlowStartConfig other) {
    return other.enabled() ? new SlowStart(other, time) : none(other);
  }

  double share(long nowNanos) {
    double done = (double) time.stepsDone(STEPS, nowNanos) / STEPS;
    return time.isOver(nowNanos) ? 1 : config.initialShare() + (1 - config.initialShare()) * done;
  }

  /** How long until the share changes; {@link Long#MAX_VALUE} where it won't. */
  long untilStep(long nowNanos) {
    return time.isOver(nowNanos) ? Long.MAX_VALUE : time.untilStep(STEPS, nowNanos);
  }
}
