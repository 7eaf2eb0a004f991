package ai.openclaw.lb.strategy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How candidates rank for keys by {@link RendezvousRank}, with a memory for who comes first: keys fall
 * into 2^17 buckets, which are ranked in their place, so that the first of a bucket is found once. The
 * same in every process, whatever the order of the candidates. Thread-safe.
 *
 * <p>Cost: a look-up for a bucket that was asked for before, O(n) for the others; 256 KiB once the
 * first is asked for.
 */
public final class RendezvousTable {
  private static final int BUCKET_BITS = 17;

  private final long[] hashes;
  private final double[] weights;

  /**
   * The index of each bucket's first candidate plus one, or 0 where it has not been asked for; null
   * before anybody asks. Any thread writes both, unordered: every one finds the same values, so a stale
   * 0 or null costs a look, no more.
   */
  private char @Nullable [] firsts;

  private RendezvousTable(long[] hashes, double[] weights) {
    this.hashes = hashes;
    this.weights = weights;
  }

  /**
   * Returns the table of these candidates.
   *
   * @param ids their ids
   * @param weights of each, finite and not negative
   * @param previous what this returned before; it is returned again, with all that it remembers, where
   *     it ranks the same candidates by the same weights in the same order
   */
  public static RendezvousTable of(
      List<String> ids, double[] weights, @Nullable RendezvousTable previous) {
    long[] hashes = ids.stream().mapToLong(KeyHash::of).toArray();
    return previous != null
            && Arrays.equals(hashes, previous.hashes)
            && Arrays.equals(weights, previous.weights)
        ? previous
        : new RendezvousTable(hashes, weights.clone());
  }

  /** The bucket of a key, or of a hash of it. */
  public static int bucket(long key) {
    return (int) ((key * KeyHash.GOLDEN) >>> (Long.SIZE - BUCKET_BITS));
  }

  /** The index of the candidate that ranks first; there is one at least. */
  public int first(int bucket) {
    if (hashes.length >= Character.MAX_VALUE) {
      return best(bucket); // more than an entry can tell apart
    }
    char[] known = firsts;
    if (known == null) {
      known = new char[1 << BUCKET_BITS];
      firsts = known;
    }
    int first = known[bucket];
    return first == 0 ? found(bucket, known) : first - 1;
  }

  private int found(int bucket, char[] known) {
    int index = best(bucket);
    known[bucket] = (char) (index + 1);
    return index;
  }

  private int best(int bucket) {
    int best = 0;
    double most = 0;
    for (int i = 0; i < hashes.length; i++) {
      double rank = rank(bucket, i, most);
      if (rank > most) {
        best = i;
        most = rank;
      }
    }
    return best;
  }

  /** A candidate's rank; 0, without much ado, where it can't exceed {@code most}. */
  public double rank(int bucket, int index, double most) {
    long key = (bucket + 1L) * KeyHash.GOLDEN;
    return RendezvousRank.of(key, hashes[index], weights[index], most);
  }
}
