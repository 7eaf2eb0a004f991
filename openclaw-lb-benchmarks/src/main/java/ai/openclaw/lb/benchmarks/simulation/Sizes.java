package ai.openclaw.lb.benchmarks.simulation;

/** How much work requests bring: seconds of an agent of speed 1 that runs few others. */
enum Sizes {
  /** Lognormal, mean 1, coefficient of variation 1.3: chat. */
  LOG_NORMAL(1) {
    @Override
    double next(Draws draws) {
      return StrictMath.exp(draws.normal() * SIGMA - SIGMA * SIGMA / 2);
    }
  },
  /** Nine of ten between 0.5 and 1.5, the tenth between 10 and 30: chat beside long agent runs. */
  BIMODAL(2.9) {
    @Override
    double next(Draws draws) {
      boolean large = draws.nextDouble() < 0.1;
      double point = draws.nextDouble();
      return large ? 10 + 20 * point : 0.5 + point;
    }
  };

  private static final double SIGMA = StrictMath.sqrt(StrictMath.log(1 + 1.3 * 1.3));

  private final double mean;

  Sizes(double mean) {
    this.mean = mean;
  }

  /** The mean of what {@link #next} returns. */
  double mean() {
    return mean;
  }

  /** The next request's work. */
  abstract double next(Draws draws);
}
