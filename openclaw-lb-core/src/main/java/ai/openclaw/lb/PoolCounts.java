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
 * @param quotaRejections calls that were refused for the pool's quota
 * @param fallbacks calls that got the fallback response, by reason: each {@link
 *     NoAgentAvailableException.Reason#label} and {@link AgentCall#RETRIES_EXHAUSTED}
 */
public record PoolCounts(
    long calls,
    Map<String, Long> retries,
    long retryBudgetRejections,
    long affinityMoves,
    int queueLength,
    long quotaRejections,
    Map<String, Long> fallbacks) {
  /** Holds copies of the maps. */
  public PoolCounts {
    retries = Map.copyOf(retries);
    fallbacks = Map.copyOf(fallbacks);
  }
}
