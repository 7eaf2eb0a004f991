package ai.openclaw.lb;

/**
 * What a pool's quota has come to. Immutable.
 *
 * @param refused calls that were over the quota; they count in no other number of the pool
 * @param decidedAlone calls that this process decided, either way, by its own part of a quota that
 *     several share, because the store was away
 */
public record QuotaStatus(long refused, long decidedAlone) {}
