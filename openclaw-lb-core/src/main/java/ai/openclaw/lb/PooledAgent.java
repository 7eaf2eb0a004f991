package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.strategy.AttemptTracker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.URI;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One agent in its pool: what is known of it and what runs on it. Attempts are admitted and
 * accounted from any thread without a lock; the pool's control plane alone changes its standing and
 * weights.
 */
final class PooledAgent implements Agent {
  private static final VarHandle IN_FLIGHT = inFlightHandle();

  /** Stands in {@link #inFlight} once nothing runs and nothing will: more than any agent may run. */
  private static final int RETIRED = Integer.MAX_VALUE;

  private final AgentConfig config;
  private final int maxConnections;
  private final AttemptTracker[] trackers;
  private final StrategyGuard guard;
  private final AttemptCounts counts = new AttemptCounts();

  /** Attempts that run now. Any thread changes it, by {@link #IN_FLIGHT}; never below 0. */
  @SuppressWarnings("unused")
  private volatile int inFlight;

  /** The control plane writes it under its lock; anyone reads. */
  private volatile Standing standing = Standing.NEW;

  /** The weight that was asked for. Written and read as {@link #standing}. */
  private volatile double weight;

  /** The weight in force, on its way to {@link #weight} perhaps. Written and read as that. */
  private volatile double effectiveWeight;

  /**
   * @param trackers hear of every attempt: one for each strategy that may pick the agent
   */
  PooledAgent(AgentConfig config, List<AttemptTracker> trackers, StrategyGuard guard) {
    this.config = config;
    this.maxConnections = config.maxConnections();
    this.trackers = trackers.toArray(AttemptTracker[]::new);
    this.guard = guard;
    this.weight = config.weight();
    this.effectiveWeight = config.weight();
  }

  @Override
  public String id() {
    return config.id();
  }

  @Override
  public URI uri() {
    return config.uri();
  }

  AgentConfig config() {
    return config;
  }

  @Override
  public double weight() {
    return weight;
  }

  double effectiveWeight() {
    return effectiveWeight;
  }

  @Override
  public int inFlight() {
    int now = inFlight;
    return now == RETIRED ? 0 : now;
  }

  @Override
  public AgentState state() {
    return standing.state();
  }

  Standing standing() {
    return standing;
  }

  AttemptCounts counts() {
    return counts;
  }

  boolean saturated() {
    return inFlight >= maxConnections;
  }

  /** Admits one attempt, unless the agent runs as many as it may. */
  boolean admit() {
    for (int seen = inFlight; seen < maxConnections; seen = inFlight) {
      if (IN_FLIGHT.compareAndSet(this, seen, seen + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Admits one attempt if exactly {@code seen} run now, and no fewer than one more is allowed. */
  boolean admit(int seen) {
    return seen < maxConnections && IN_FLIGHT.compareAndSet(this, seen, seen + 1);
  }

  /**
   * Admits nothing from now on, unless an attempt runs. A pick that read the snapshot before this
   * agent's removal then goes elsewhere, and the counts here are final.
   */
  boolean retire() {
    return IN_FLIGHT.compareAndSet(this, 0, RETIRED);
  }

  /** Tells the strategies that an admitted attempt begins. */
  void began(long nowNanos) {
    try {
      for (AttemptTracker tracker : trackers) {
        tracker.began(nowNanos);
      }
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("tracker.began", e);
    }
  }

  /** Tells the strategies of an attempt's first byte. */
  void firstByte(long nowNanos, long elapsedNanos) {
    try {
      for (AttemptTracker tracker : trackers) {
        tracker.firstByte(nowNanos, elapsedNanos);
      }
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("tracker.firstByte", e);
    }
  }

  /** Ends one admitted attempt. Counts first: whoever sees no attempt in flight sees all counted. */
  void ended(long nowNanos, long elapsedNanos, Outcome outcome) {
    counts.add(outcome);
    IN_FLIGHT.getAndAdd(this, -1);
    try {
      for (AttemptTracker tracker : trackers) {
        tracker.ended(nowNanos, elapsedNanos, outcome.result());
      }
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      guard.failed("tracker.ended", e);
    }
  }

  void standing(Standing standing) {
    this.standing = standing;
  }

  void weight(double weight) {
    this.weight = weight;
  }

  void effectiveWeight(double effectiveWeight) {
    this.effectiveWeight = effectiveWeight;
  }

  AgentStatus status() {
    Standing now = standing;
    int running = inFlight();
    return new AgentStatus(
        id(),
        uri(),
        now.state(),
        now.reason(),
        weight,
        effectiveWeight,
        running,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        counts.finished() + running,
        counts.failed());
  }

  private static VarHandle inFlightHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(PooledAgent.class, "inFlight", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
