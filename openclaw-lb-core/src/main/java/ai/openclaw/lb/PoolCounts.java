package ai.openclaw.lb;

import java.util.Map;

/**
 * What a pool has counted since its start, beside its agents' own counts.
 *
 * @param calls calls begun
 * @param retries attempts beyond the first of their call, by what the attempt before came to: {@code
 *     answered}, {@code not_sent} or {@code lost}
 * @param retryBudgetRejections calls that were not retried, because the retry budget was used up
 * @param affinityMoves calls that went to another agent than their session was with
 * @param queueLength calls that wait for room at this moment
 */
public record PoolCounts(
    long calls,
    Map<String, Long> retries,
    long retryBudgetRejections,
    long affinityMoves,
    int queueLength) {
  /** Holds a copy of the map. */
  public PoolCounts {
    retries = Map.copyOf(retries);
  }
}
