package ai.openclaw.lb.strategy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The selector of {@link ConsistentHash}. */
final class Rendezvous implements Selector {
  private static final double BOUND = 1.25;

  private final Candidate[] candidates;
  /** Each candidate's share of the total in flight, times the bound. */
  private final double[] shares;

  private final InFlightTotal total;
  private final RendezvousTable table;

  /** The selector over these; takes over what {@code previous} found out, if it ranks the same. */
  Rendezvous(List<? extends Candidate> candidates, @Nullable Rendezvous previous) {
    this.candidates = candidates.toArray(Candidate[]::new);
    double[] weights = Weights.of(candidates);
    double sum = Weights.sum(weights);
    this.shares = Arrays.stream(weights).map(weight -> BOUND * weight / sum).toArray();
    this.total = new InFlightTotal(this.candidates);
    List<String> ids = candidates.stream().map(each -> each.id()).toList();
    this.table = RendezvousTable.of(ids, weights, previous == null ? null : previous.table);
  }

  @Override
  public boolean keyed() {
    return true;
  }

  @Override
  public int pick(long key, Exclusions excluded) {
    int bucket = RendezvousTable.bucket(key);
    int index = table.first(bucket);
    int inFlight = candidates[index].inFlight();
    // One in flight is within any bound, whatever the total.
    if ((inFlight <= 1 || inFlight <= bound(index, total.get())) && !excluded.contains(index)) {
      return index;
    }
    return next(bucket, excluded, total.get());
  }

  @Override
  public int peek(long key, Exclusions excluded) {
    int bucket = RendezvousTable.bucket(key);
    int index = table.first(bucket);
    int inFlight = candidates[index].inFlight();
    int all = total.peek();
    return (inFlight <= 1 || inFlight <= bound(index, all)) && !excluded.contains(index)
        ? index
        : next(bucket, excluded, all);
  }

  private double bound(int index, int inFlight) {
    return Math.ceil(shares[index] * (inFlight + 1.0));
  }

  /** The best of those within their bound, or of all where none is; of the ones not excluded. */
  private int next(int bucket, Exclusions excluded, int inFlight) {
    int best = NONE;
    int bestOverBound = NONE;
    double most = 0;
    double mostOverBound = 0;
    for (int i = 0; i < candidates.length; i++) {
      double rank = table.rank(bucket, i, most);
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
}
