package ai.openclaw.lb;

import ai.openclaw.lb.config.BalancingConfig;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.strategy.KeyHash;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A pool's data plane: all that calls use of it, by one configuration. It takes no lock; an attempt reads the control
 * plane's snapshot once.
 */
final class CallPath {
  /** The retry interval is stretched or shortened by at most this share of it. */
  private static final double RETRY_JITTER = 0.1;

  private final PoolControl control;
  private final Overload overload;
  private final FailoverConfig failover;
  private final FailoverRules failoverRules;
  private final LongSupplier nanoTime;
  private final Supplier<RandomGenerator> random;
  private final Function<RequestContext, @Nullable String> keySource;
  private final CallCounts counts;
  private final SessionCounts sessionCounts;
  private final Affinity affinity;
  private final PoolQuota quota;

  CallPath(
      PoolControl control,
      Overload overload,
      PoolQuota quota,
      Affinity affinity,
      CallCounts counts,
      SessionCounts sessionCounts,
      PoolConfig config,
      PoolOptions options) {
    this.control = control;
    this.overload = overload;
    this.quota = quota;
    this.failover = config.failover();
    this.keySource = keySource(config.balancing());
    this.failoverRules = new FailoverRules(failover);
    this.nanoTime = options.nanoTime();
    this.random = options.random();
    this.affinity = affinity;
    this.counts = counts;
    this.sessionCounts = sessionCounts;
  }

  /** Begins a call; {@code timeLeft} is null for one that may last as long as it likes. */
  AgentCall newCall(RequestContext context, Replay replay, @Nullable Duration timeLeft) {
    CallTime time =
        timeLeft == null ? CallTime.unlimited(nanoTime) : CallTime.of(timeLeft, nanoTime);
    return new AgentCall(
        this,
        Objects.requireNonNull(context, "context"),
        Objects.requireNonNull(replay, "replay"),
        time);
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

  WaitingCalls waiting() {
    return overload.waiting();
  }

  RetryBudget retries() {
    return overload.retries();
  }

  /** Attempts in flight, of all agents. */
  int inFlight() {
    int inFlight = 0;
    for (PooledAgent agent : snapshot().agents()) {
      inFlight += agent.inFlight();
    }
    return inFlight;
  }

  /** Whether most of the agents in rotation failed so large a share of their attempts lately. */
  boolean mostFail(double share) {
    long now = nanoTime();
    int failing = 0;
    int others = 0;
    for (PooledAgent agent : snapshot().agents()) {
      if (agent.routable() && agent.admission() instanceof InRotation rotation) {
        boolean fails = rotation.failureShare(now) >= share;
        failing += fails ? 1 : 0;
        others += fails ? 0 : 1;
      }
    }
    return failing > others;
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  SessionCounts sessionCounts() {
    return sessionCounts;
  }

  /** The session of a call that begins. */
  Session session(RequestContext context) {
    return affinity.session(context, snapshot().stickyAgents());
  }

  /** The session that a call would have; nothing is changed by that. */
  Session peekSession(RequestContext context, Snapshot seen) {
    return affinity.peek(context, seen.stickyAgents());
  }

  /** Whether calls wait for agents at all. */
  boolean waits() {
    return failover.enabled();
  }

  int maxRetries() {
    return failover.maxRetries();
  }

  /** Takes a call's part of the quota: once, before its first attempt. */
  void admit() throws NoAgentAvailableException {
    Duration retryAfter = quota.refusal();
    if (retryAfter != null) {
      throw snapshot().overQuota(retryAfter);
    }
  }

  /** Begins a call of one attempt. */
  Lease acquire(RequestContext context) throws NoAgentAvailableException {
    admit();
    try {
      return begin(context, session(context), Replay.ALWAYS, TriedAgents.NONE);
    } catch (NoAgentAvailableException e) {
      counts.unserved();
      throw e;
    }
  }

  /**
   * Begins an attempt on an agent that has not been tried, else on any. A pick that finds none looks
   * again where the pool has changed meanwhile: agents may have come. Nobody overtakes those that
   * wait.
   */
  Lease begin(RequestContext context, Session session, Replay replay, TriedAgents tried)
      throws NoAgentAvailableException {
    while (true) {
      Snapshot snapshot = snapshot();
      Routable routable = snapshot.routable(context, tried);
      Lease lease =
          waiting().isAnyFor(routable) ? null : begin(routable, context, session, replay, tried);
      if (lease != null) {
        return lease;
      }
      if (snapshot == snapshot()) {
        throw snapshot.noAgent(routable, nanoTime.getAsLong());
      }
    }
  }

  /** Begins an attempt on one of these agents; null where none has room. */
  @Nullable
  Lease begin(
      Routable routable,
      RequestContext context,
      Session session,
      Replay replay,
      TriedAgents tried) {
    long key = routable.keyed() ? key(context) : 0;
    Lease lease = routable.begin(session, key, tried, replay, nanoTime);
    return lease == null && !tried.isEmpty()
        ? routable.begin(session, key, TriedAgents.NONE, replay, nanoTime)
        : lease;
  }

  /** How long to wait before an agent is asked again that has failed the same call. */
  Duration jitteredRetryInterval() {
    double share = 1 - RETRY_JITTER + 2 * RETRY_JITTER * random.get().nextDouble();
    return Duration.ofNanos((long) (failover.retryInterval().toNanos() * share));
  }

  /** How long one call waits at most for agents that ask to be spared: as all retries would. */
  Duration longestPause() {
    return failover.retryInterval().multipliedBy(failover.maxRetries());
  }

  /** What the request's hash key is made of; null where it has none. */
  @Nullable
  String keyText(RequestContext context) {
    return context.hashKey() != null ? context.hashKey() : keySource.apply(context);
  }

  private long key(RequestContext context) {
    String key = keyText(context);
    return key == null ? random.get().nextLong() : KeyHash.of(key);
  }

  /** Where the key of a request comes from that does not bring one of its own. */
  private static Function<RequestContext, @Nullable String> keySource(BalancingConfig balancing) {
    String attribute = balancing.hashAttribute();
    if (attribute != null) {
      return context -> context.attributes().get(attribute);
    }
    if (balancing.hashKey() == null) {
      return RequestContext::effectiveHashKey;
    }
    return balancing.hashKey().equals(BalancingConfig.SESSION)
        ? RequestContext::sessionKey
        : RequestContext::clientIp;
  }
}
