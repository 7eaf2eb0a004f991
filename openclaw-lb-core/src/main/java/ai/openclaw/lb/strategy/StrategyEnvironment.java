package ai.openclaw.lb.strategy;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The clock and the randomness that a strategy uses, so that tests and simulations can supply their
 * own.
 *
 * @param nanoTime a monotonic clock in nanoseconds, of any origin: only differences mean something
 * @param random gives a generator for use by the calling thread, at once
 * @param failurePenalty what a failure adds to an agent's load, in attempts in flight; 0 for none
 * @param failureDecay the time in which that falls to 1/e
 */
public record StrategyEnvironment(
    LongSupplier nanoTime,
    Supplier<RandomGenerator> random,
    double failurePenalty,
    Duration failureDecay) {
  private static final double FAILURE_PENALTY = 10;
  private static final Duration FAILURE_DECAY = Duration.ofSeconds(30);

  /** With the usual memory of failures: 10 each, 30 s. */
  public StrategyEnvironment(LongSupplier nanoTime, Supplier<RandomGenerator> random) {
    this(nanoTime, random, FAILURE_PENALTY, FAILURE_DECAY);
  }
}
