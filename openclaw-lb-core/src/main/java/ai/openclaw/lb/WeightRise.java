package ai.openclaw.lb;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A weight as it was asked for, and as it is on the way there: down at once, up by the steps of a
 * {@link WeightRamp}. Immutable.
 */
final class WeightRise {
  private final double target;
  private final @Nullable WeightRamp ramp;
  private final Pause time;

  private WeightRise(double target, @Nullable WeightRamp ramp, Pause time) {
    this.target = target;
    this.ramp = ramp;
    this.time = time;
  }

  /** A weight that has been reached. */
  static WeightRise none(double weight) {
    return new WeightRise(weight, null, new Pause(0, 0));
  }

  /** This weight on its way to another one, which starts where this one is now. */
  WeightRise to(double weight, Duration over, long nowNanos) {
    double from = at(nowNanos);
    return weight <= from || over.isZero()
        ? none(weight)
        : new WeightRise(weight, new WeightRamp(from, weight), new Pause(nowNanos, over.toNanos()));
  }

  double target() {
    return target;
  }

  double at(long nowNanos) {
    return ramp == null ? target : ramp.weight(time.stepsDone(ramp.steps(), nowNanos));
  }

  /** How long until the weight changes; {@link Long#MAX_VALUE} where it won't. */
  long untilStep(long nowNanos) {
    return ramp == null || time.isOver(nowNanos)
        ? Long.MAX_VALUE
        : time.untilStep(ramp.steps(), nowNanos);
  }
}
