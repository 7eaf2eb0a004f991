package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.strategy.Candidate;
import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.Selector;
import ai.openclaw.lb.strategy.StrategyEnvironment;
import java.util.Arrays;
import java.util.List;

/**
 * Hot and cold (B. Wydrowski and others, "Load is not what you should balance: introducing Prequal",
 * 2024), with the caller's own counts and times in the place of probes: an agent is hot with more in
 * flight than a quantile of all, and the cold one is picked whose times at its present load are the
 * shortest. With a look at all agents one at least is cold. For one thread.
 */
final class HotColdSelector implements Selector {
  private static final double QUANTILE = 0.84;

  private final List<? extends Candidate> candidates;
  private final StrategyEnvironment environment;
  private final int[] allowed;

  HotColdSelector(List<? extends Candidate> candidates, StrategyEnvironment environment) {
    this.candidates = candidates;
    this.environment = environment;
    this.allowed = new int[candidates.size()];
  }

  @Override
  public int pick(long key, Exclusions excluded) {
    int size = Peers.allowed(allowed, candidates.size(), excluded);
    if (size == 0) {
      return NONE;
    }
    int[] inFlight = new int[size];
    for (int i = 0; i < size; i++) {
      inFlight[i] = candidates.get(allowed[i]).inFlight();
    }
    int[] sorted = inFlight.clone();
    Arrays.sort(sorted);
    int threshold = sorted[(int) (QUANTILE * (size - 1))];
    return quickest(Peers.draw(environment, size), inFlight, threshold);
  }

  /** The quickest of those that are not above the threshold, of which there is one at least. */
  private int quickest(int start, int[] inFlight, int threshold) {
    int best = NONE;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < inFlight.length; i++) {
      int at = (start + i) % inFlight.length;
      double time = ((LatencyByLoad) candidates.get(allowed[at]).tracker()).at(inFlight[at]);
      if (inFlight[at] <= threshold && time < least) {
        best = allowed[at];
        least = time;
      }
    }
    return best;
  }
}
