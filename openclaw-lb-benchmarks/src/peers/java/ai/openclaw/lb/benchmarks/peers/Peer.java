package ai.openclaw.lb.benchmarks.peers;

/** A balancer that is not ours, made ready to choose. Thread-safe. */
@FunctionalInterface
interface Peer {
  /**
   * Chooses an endpoint for one request, and begins and ends the request where the policy accounts for
   * that.
   *
   * @param key what a policy that hashes goes by
   * @return something of the choice, for the benchmark to consume
   */
  Object choose(long key);
}
