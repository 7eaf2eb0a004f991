package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.strategy.StrategyFactory;
import org.jspecify.annotations.Nullable;

/**
 * A way to choose agents, as a line of the tables.
 *
 * @param name as in the tables
 * @param algorithm the pool's name for it
 * @param factory makes the strategy; null for one of the pool's own
 * @param weighted whether the agents' weights are their true speeds, and not all the same
 * @param health whether results of calls take agents out, and failed calls go to others
 */
record Rule(
    String name,
    String algorithm,
    @Nullable StrategyFactory factory,
    boolean weighted,
    boolean health) {
  /** An algorithm of the pool's own, with equal weights. */
  static Rule own(String algorithm) {
    return new Rule(algorithm, algorithm, null, false, true);
  }

  /** The rule of another balancer, in a pool as ours are. */
  static Rule peer(String name, StrategyFactory factory) {
    return new Rule(name, "peer_" + name, factory, false, true);
  }

  /** This rule, told the agents' speeds. */
  Rule withTrueWeights() {
    return new Rule(name + "+weights", algorithm, factory, true, health);
  }

  /** This rule in a pool that learns nothing from failures. */
  Rule bare(String newName) {
    return new Rule(newName, algorithm, factory, weighted, false);
  }
}
