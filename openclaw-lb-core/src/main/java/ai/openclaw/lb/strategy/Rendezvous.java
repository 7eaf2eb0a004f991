package ai.openclaw.lb.strategy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The selector of {@link ConsistentHash}. */
final class Rendezvous implements Selector {
  private static final double BOUND = 1.25;
  private static final int BUCKET_BITS = 17;

  private final Candidate[] candidates;
  private final long[] hashes;
  private final double[] weights;
  /** Each candidate's share of the total in flight, times the bound. */
  private final double[] shares;

  private final InFlightTotal total;
  /**
   * The index of each bucket's first candidate plus one, or 0 where it has not been asked for. Any
   * thread writes it, unordered: every one finds the same value, so a stale 0 costs a look, no more.
   */
  private final char[] firsts;

  /** The selector over these; takes over what {@code previous} found out, if it ranks the same. */
  Rendezvous(List<? extends Candidate> candidates, @Nullable Rendezvous previous) {
    this.candidates = candidates.toArray(Candidate[]::new);
    this.hashes = candidates.stream().mapToLong(each -> KeyHash.of(each.id())).toArray();
    this.weights = Weights.of(candidates);
    double sum = Weights.sum(weights);
    this.shares = Arrays.stream(weights).map(weight -> BOUND * weight / sum).toArray();
    this.total = new InFlightTotal(this.candidates);
    this.firsts = previous != null && ranksAs(previous) ? previous.firsts : newTable();
  }

  private boolean ranksAs(Rendezvous other) {
    return Arrays.equals(hashes, other.hashes) && Arrays.equals(weights, other.weights);
  }

  /** Without entries where there are more candidates than an entry can tell apart. */
  private char[] newTable() {
    return new char[hashes.length < Character.MAX_VALUE ? 1 << BUCKET_BITS : 0];
  }

  @Override
  public boolean keyed() {
    return true;
  }

  @Override
  public int pick(long key, Exclusions excluded) {
    int bucket = bucket(key);
    int index = first(bucket);
    int inFlight = candidates[index].inFlight();
    // One in flight is within any bound, whatever the total.
    if ((inFlight <= 1 || inFlight <= bound(index, total.get())) && !excluded.contains(index)) {
      return index;
    }
    return next(bucket, excluded, total.get());
  }

  @Override
  public int peek(long key, Exclusions excluded) {
    int bucket = bucket(key);
    int index = first(bucket);
    int inFlight = candidates[index].inFlight();
    int all = total.peek();
    return (inFlight <= 1 || inFlight <= bound(index, all)) && !excluded.contains(index)
        ? index
        : next(bucket, excluded, all);
  }

  private static int bucket(long key) {
    return (int) ((key * KeyHash.GOLDEN) >>> (Long.SIZE - BUCKET_BITS));
  }

  private double bound(int index, int inFlight) {
    return Math.ceil(shares[index] * (inFlight + 1.0));
  }

  private int first(int bucket) {
    if (bucket >= firsts.length) {
      return best(bucket);
    }
    int known = firsts[bucket];
    return known == 0 ? found(bucket) : known - 1;
  }

  private int found(int bucket) {
    int index = best(bucket);
    firsts[bucket] = (char) (index + 1);
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

  /** The best of those within their bound, or of all where none is; of the ones not excluded. */
  private int next(int bucket, Exclusions excluded, int inFlight) {
    int best = NONE;
    int bestOverBound = NONE;
    double most = 0;
    double mostOverBound = 0;
    for (int i = 0; i < hashes.length; i++) {
      double rank = rank(bucket, i, most);
      if (rank > most && !excluded.contains(i)) {
        if (candidates[i].inFlight() <= bound(i, inFlight)) {
          best = i;
          most = rank;
        } else if (rank > mostOverBound) {
          bestOverBound = i;
          mostOverBound = rank;
        }
      }
    }
    return best == NONE ? bestOverBound : best;
  }

  private double rank(int bucket, int index, double most) {
    long key = (bucket + 1L) * KeyHash.GOLDEN;
    return RendezvousRank.of(key, hashes[index], weights[index], most);
  }
}
