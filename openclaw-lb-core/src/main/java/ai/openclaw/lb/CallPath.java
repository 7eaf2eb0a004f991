package ai.openclaw.lb;

import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.strategy.KeyHash;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A pool's data plane: all that calls use of it. It takes no lock; an attempt reads the control
 * plane's snapshot once.
 */
final class CallPath {
  /** The retry interval is stretched or shortened by at most this share of it. */
  private static final double RETRY_JITTER = 0.1;

  private final PoolControl control;
  private final FailoverConfig failover;
  private final FailoverRules failoverRules;
  private final LongSupplier nanoTime;
  private final Supplier<RandomGenerator> random;
  private final CallCounts counts = new CallCounts();

  CallPath(PoolControl control, FailoverConfig failover, PoolOptions options) {
    this.control = control;
    this.failover = failover;
    this.failoverRules = new FailoverRules(failover);
    this.nanoTime = options.nanoTime();
    this.random = options.random();
  }

  Snapshot snapshot() {
    return control.snapshot();
  }

  FailoverRules failoverRules() {
    return failoverRules;
  }

  CallCounts counts() {
    return counts;
  }

  int maxRetries() {
    return failover.maxRetries();
  }

  /** Begins a call of one attempt. */
  Lease acquire(RequestContext context) throws NoAgentAvailableException {
    try {
      return begin(context, TriedAgents.NONE);
    } catch (NoAgentAvailableException e) {
      counts.unserved();
      throw e;
    }
  }

  /**
   * Begins an attempt on an agent that has not been tried, else on any. A pick that finds none looks
   * again where the pool has changed meanwhile: agents may have come.
   */
  Lease begin(RequestContext context, TriedAgents tried) throws NoAgentAvailableException {
    while (true) {
      Snapshot snapshot = snapshot();
      Routable routable = snapshot.routable(context);
      long key = routable.keyed() ? key(context) : 0;
      PooledAgent agent = routable.admit(key, tried);
      if (agent == null && !tried.isEmpty()) {
        agent = routable.admit(key, TriedAgents.NONE);
      }
      if (agent != null) {
        return new Lease(agent, nanoTime);
      }
      if (snapshot == snapshot()) {
        throw snapshot.noAgent(routable);
      }
    }
  }

  /** How long to wait before an agent is asked again that has failed the same call. */
  Duration jitteredRetryInterval() {
    double share = 1 - RETRY_JITTER + 2 * RETRY_JITTER * random.get().nextDouble();
    return Duration.ofNanos((long) (failover.retryInterval().toNanos() * share));
  }

  /** The longest pause that an agent can ask for and get: that of all retries together. */
  Duration longestPause() {
    return failover.retryInterval().multipliedBy(failover.maxRetries());
  }

  private long key(RequestContext context) {
    String key = context.effectiveHashKey();
    return key == null ? random.get().nextLong() : KeyHash.of(key);
  }
}
