package ai.openclaw.lb.quota;

/** Makes the quotas of pools. Thread-safe. */
@FunctionalInterface
public interface QuotaProvider {
  /** Quotas of this process alone, each a token bucket that is full at the start. */
  QuotaProvider LOCAL = LocalQuota::new;

  /** Returns the quota of one pool, which closes it. Does not wait for another machine. */
  Quota quota(QuotaRequest request);
}
