package ai.openclaw.lb;

/**
 * The steps by which an agent's weight rises: in equal parts of the difference, but at most doubling
 * at each step, so that no agent is flooded. Immutable.
 *
 * <p>Example: from 1 to 10 the weight is 1.9, 2.8, 3.7 … 10 after each step. From 0.1 to 10 it is
 * 0.2, 0.4, 0.8, 1.6, 3.2, 6.04, 7.03 … From 0 it starts at a tenth of the target.
 */
final class WeightRamp {
  private static final int STEPS = 10;

  private final double from;
  private final double to;
  private final int steps;

  /** A rise from {@code from} to a higher {@code to}. */
  WeightRamp(double from, double to) {
    this.from = from;
    this.to = to;
    this.steps = Math.max(STEPS, doublings(from, to));
  }

  int steps() {
    return steps;
  }

  /** The weight after {@code step} steps, from 0 to {@link #steps}. */
  double weight(int step) {
    if (step >= steps) {
      return to;
    }
    double linear = from + (to - from) * ((double) step / steps);
    return from == 0 ? linear : Math.min(linear, Math.scalb(from, step));
  }

  private static int doublings(double from, double to) {
    return from == 0 ? 0 : (int) Math.ceil((Math.log(to) - Math.log(from)) / Math.log(2));
  }
}
