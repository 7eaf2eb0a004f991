package ai.openclaw.lb.strategy;

/**
 * How candidates rank for a key in weighted rendezvous hashing, see {@link ConsistentHash}: the same
 * in every process, whatever the order and number of the others. Cost: O(1).
 *
 * <p>Example: with weights 2 and 1, two keys of three rank the first candidate higher.
 */
final class RendezvousRank {
  private RendezvousRank() {}

  /**
   * {@code -weight / ln(u)}, above 0; or 0, without the logarithm, where it can't exceed {@code
   * most}: -ln(u) is at least 1 - u. The logarithm is the one that is equal on every platform.
   *
   * @param key the key, or a hash of it
   * @param candidate the {@link KeyHash} of the candidate's id
   * @param weight of the candidate, finite and not negative
   * @param most the rank to beat; 0 for none
   */
  static double of(long key, long candidate, double weight, double most) {
    long hash = KeyHash.mix(candidate ^ key);
    double u = ((hash >>> 12) + 0.5) * 0x1p-52;
    return weight <= most * (1 - u) ? 0 : -weight / StrictMath.log(u);
  }
}
