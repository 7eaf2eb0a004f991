package ai.openclaw.lb.strategy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Picks the candidate of the least load over weight, by looking at each. Ties rotate: the scan
 * starts behind the candidate that was picked last, so of equal ones the next in turn is found
 * first, and none gets the turns of a busy neighbour. Loads are compared crosswise, {@code a / v <
 * b / w} as {@code a w < b v}, which is fast and, unlike factors 1 / w, leaves equal ratios equal.
 */
final class FullScan implements RuleSelector {
  private final Candidate[] candidates;
  private final double[] weights;
  private final LoadRule rule;
  private final double tolerance;

  /** Where the next scan starts. Written by every pick, unordered: a late write moves a tie. */
  private final AtomicInteger turn;

  FullScan(List<? extends Candidate> candidates, LoadRule rule, AtomicInteger turn) {
    this.candidates = candidates.toArray(Candidate[]::new);
    this.weights = Weights.of(candidates);
    this.rule = rule;
    this.tolerance = rule.tolerance();
    this.turn = turn;
  }

  @Override
  public LoadRule rule() {
    return rule;
  }

  @Override
  public long pickSeen(Exclusions excluded, boolean timed, long nowNanos) {
    long best = best(excluded, timed, nowNanos);
    if (best != NONE) {
      turn.lazySet(LoadSelector.index(best) + 1);
    }
    return best;
  }

  @Override
  public int peek(long key, Exclusions excluded) {
    boolean timed = rule.timed();
    return LoadSelector.index(best(excluded, timed, timed ? rule.now() : 0));
  }

  private long best(Exclusions excluded, boolean timed, long now) {
    // Locals, because the candidates' volatile reads would have each field read again.
    Candidate[] all = candidates;
    double[] weightOf = weights;
    LoadRule loads = rule;
    int index = turn.get();
    long best = NONE;
    double bestLoad = Double.POSITIVE_INFINITY;
    double bestWeight = 1;
    for (int left = all.length; left > 0; left--) {
      index = index < all.length ? index : 0;
      int inFlight = all[index].inFlight();
      double load = loads.load(index, inFlight, timed, now);
      double weight = weightOf[index];
      if (load * bestWeight < bestLoad * weight && !excluded.contains(index)) {
        best = LoadSelector.seen(index, inFlight);
        bestLoad = load;
        bestWeight = weight;
      }
      index++;
    }
    if (best != NONE && tolerance > 0) {
      long near = firstWithin(bestLoad * (1 + tolerance), bestWeight, excluded, now);
      best = near == NONE ? best : near; // others may have taken them all meanwhile
    }
    return best;
  }

  /** The first of the candidates in turn whose load over weight is not above the given one's. */
  private long firstWithin(double mostLoad, double itsWeight, Exclusions excluded, long now) {
    int index = turn.get();
    for (int left = candidates.length; left > 0; left--) {
      index = index < candidates.length ? index : 0;
      int inFlight = candidates[index].inFlight();
      double load = rule.load(index, inFlight, true, now);
      if (load * itsWeight <= mostLoad * weights[index] && !excluded.contains(index)) {
        return LoadSelector.seen(index, inFlight);
      }
      index++;
    }
    return NONE;
  }
}
