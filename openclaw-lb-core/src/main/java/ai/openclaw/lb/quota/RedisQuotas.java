package ai.openclaw.lb.quota;

import ai.openclaw.lb.config.QuotaStoreConfig;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Locale;

/**
 * Quotas that several processes share in Redis, each under the names of its document and pool. Needs
 * {@code com.bucket4j:bucket4j_jdk17-lettuce} and {@code io.lettuce:lettuce-core}.
 *
 * <p>A call waits 50 ms for Redis at most. While it is slower or away, each process admits its own part.
 */
public final class RedisQuotas {
  private static final Duration TIMEOUT = Duration.ofMillis(50);

  /** A late answer is waited for so many times as long, by nobody: it is the end of the outage. */
  private static final int LATE = 20;

  private RedisQuotas() {}

  /**
   * Returns the provider of quotas in this store. It connects with its first quota, in the background,
   * and disconnects when its last one is closed.
   *
   * @throws IllegalStateException if a library is missing that this needs
   */
  public static QuotaProvider provider(QuotaStoreConfig store) {
    return provider(store, TIMEOUT, TimeMeter.SYSTEM_MILLISECONDS);
  }

  /**
   * @param timeout how long a call waits for Redis
   * @param wallClock the time that all processes agree on
   */
  static QuotaProvider provider(QuotaStoreConfig store, Duration timeout, TimeMeter wallClock) {
    try {
      RedisClients clients = new RedisClients(store, timeout.multipliedBy(LATE), wallClock);
      return request -> quota(request, store.callers(), clients, timeout);
    } catch (NoClassDefFoundError missing) {
      throw new IllegalStateException(
          "quota_store: needs com.bucket4j:bucket4j_jdk17-lettuce and io.lettuce:lettuce-core on the"
              + " class path (missing: " + missing.getMessage() + ")",
          missing);
    }
  }

  private static Quota quota(
      QuotaRequest request, int callers, RedisClients clients, Duration timeout) {
    QuotaRequest part = request.share(callers);
    String alone =
        String.format(Locale.ROOT, "%.6g calls/s, %d at once", part.maxQps(), part.burst());
    Outage outage = new Outage(request.pool(), alone, request.nanoTime());
    SharedQuota quota =
        new SharedQuota(request, part, new RedisStore(request, clients), outage, timeout);
    quota.prefetch(); // connects, and loads a few hundred classes, before the first call
    return quota;
  }
}
