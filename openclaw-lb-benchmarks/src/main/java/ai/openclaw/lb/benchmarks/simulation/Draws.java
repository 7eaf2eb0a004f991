package ai.openclaw.lb.benchmarks.simulation;

import java.util.random.RandomGenerator;

/**
 * Random numbers that are the same on every JDK: splitmix64 (G. Steele, D. Lea and C. Flood, "Fast
 * splittable pseudorandom number generators", 2014). Each use of a simulation has its own, named, so
 * that one algorithm's draws do not move another's arrivals. For one thread.
 */
final class Draws implements RandomGenerator {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  /** The numbers of this use, in the run of this seed. */
  Draws(long seed, String use) {
    long mixed = seed;
    for (int i = 0; i < use.length(); i++) {
      mixed = mix(mixed * 31 + use.charAt(i));
    }
    this.state = mixed;
  }

  @Override
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** A number from 0 to {@code bound} - 1. */
  @Override
  public int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** An exponentially distributed number of mean 1. */
  double exponential() {
    return -StrictMath.log(1 - nextDouble());
  }

  /** A normally distributed number of mean 0 and variance 1 (G. Box and M. Muller, 1958). */
  double normal() {
    double radius = StrictMath.sqrt(2 * exponential());
    return radius * StrictMath.cos(2 * Math.PI * nextDouble());
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
