package ai.openclaw.lb.strategy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consistent hashing: a key always goes to the same candidate, in every process, and a change of the
 * candidates moves no key between two that stay. Weighted rendezvous (D. Thaler and C. Ravishankar,
 * "Using name-based mappings to increase hit rates", 1998): a key's candidates are ranked by {@code
 * -weight / ln(u)}, where u in (0, 1) is a hash of key and candidate id, and the first is picked.
 * Keys are hashed to 131,072 buckets, and it is the buckets that are ranked for, so that the first
 * of a bucket can be kept in a table; among 10 candidates this makes the shares uneven by 1 %.
 *
 * <p>Load is bounded (V. Mirrokni, M. Thorup and M. Zadimoghaddam, "Consistent hashing with bounded
 * loads", 2018): a candidate with more in flight than 1.25 times its share of the pool's total,
 * rounded up, yields to the next in the key's ranking, as does an excluded one.
 *
 * <p>Cost: O(1) for a bucket that was asked for before, O(n) once for each; O(n) while the first of
 * the ranking is excluded or has two or more in flight, see {@link InFlightTotal}. To build: O(n)
 * and a table of 256 KiB.
 *
 * <p>Example: if a, b and c rank in this order for a key, it goes to a; when a leaves, to b; when a
 * returns, to a again. While a has 4 of 6 in flight, it goes to b: 4 {@code >} ceil(1.25 * 7 / 3).
 */
final class ConsistentHash implements Strategy {
  /** The selector that was built last: read and written under the pool's lock. */
  private @Nullable Rendezvous last;

  @Override
  public Selector selector(List<? extends Candidate> candidates) {
    if (candidates.isEmpty()) {
      return (key, excluded) -> Selector.NONE;
    }
    Rendezvous next = new Rendezvous(candidates, last);
    last = next;
    return next;
  }
}
