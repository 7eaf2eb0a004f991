package ai.openclaw.lb;

import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.config.QuotaConfig;
import ai.openclaw.lb.quota.Quota;
import ai.openclaw.lb.quota.QuotaProvider;
import ai.openclaw.lb.quota.QuotaRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A pool's door: whether a call is admitted, which is decided once, before an agent is picked. Calls
 * that are not admitted are counted here and nowhere else. Thread-safe.
 */
final class PoolQuota {
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb.quota");

  private final String pool;
  private final @Nullable Quota quota;
  private final LongAdder refused;

  /** What earlier quotas of the pool had decided alone. */
  private final long aloneBefore;

  private final AtomicBoolean blamed = new AtomicBoolean();

  PoolQuota(String document, PoolConfig config, PoolOptions options) {
    this(document, config, options, new LongAdder(), 0);
  }

  private PoolQuota(
      String document,
      PoolConfig config,
      PoolOptions options,
      LongAdder refused,
      long aloneBefore) {
    this.refused = refused;
    this.aloneBefore = aloneBefore;
    this.pool = config.name();
    QuotaConfig limit = config.quota();
    Double maxQps = limit.maxQps();
    QuotaProvider provider = options.quotas() == null ? QuotaProvider.LOCAL : options.quotas();
    this.quota = maxQps == null
        ? null
        : provider.quota(
            new QuotaRequest(document, pool, maxQps, limit.burst(), options.nanoTime()));
  }

  /** The door of the same pool by another configuration, which goes on counting. */
  PoolQuota next(String document, PoolConfig config, PoolOptions options) {
    return new PoolQuota(document, config, options, refused, decidedAlone());
  }

  private long decidedAlone() {
    return aloneBefore + (quota == null ? 0 : quota.decidedAlone());
  }

  /** Returns null where the call is admitted, else after what time one may be. */
  @Nullable
  Duration refusal() {
    if (quota == null) {
      return null;
    }
    long wait = tryTake(quota);
    if (wait <= 0) {
      return null;
    }
    refused.increment();
    return Duration.ofNanos(wait);
  }

  /** A quota of the program's own that is broken keeps nobody out. */
  private long tryTake(Quota limit) {
    try {
      return limit.tryTake();
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      if (blamed.compareAndSet(false, true)) {
        LOGGER.log(Level.WARNING, "pool=" + pool + " quota failed; calls are admitted", e);
      }
      return 0;
    }
  }

  QuotaStatus status() {
    return new QuotaStatus(refused.sum(), decidedAlone());
  }

  void close() {
    if (quota != null) {
      quota.close();
    }
  }
}
