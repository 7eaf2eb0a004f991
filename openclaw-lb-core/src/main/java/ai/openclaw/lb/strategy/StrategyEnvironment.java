package ai.openclaw.lb.strategy;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The clock and the randomness that a strategy uses, so that tests and simulations can supply their
 * own.
 *
 * @param nanoTime a monotonic clock in nanoseconds, of any origin: only differences mean something
 * @param random gives a generator for use by the calling thread, at once
 */
public record StrategyEnvironment(LongSupplier nanoTime, Supplier<RandomGenerator> random) {}
