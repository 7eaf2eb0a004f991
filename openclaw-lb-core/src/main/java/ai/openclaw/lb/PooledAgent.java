package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.health.LoadReport;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One agent in its pool: what is known of it and what runs on it. Attempts are admitted and
 * accounted from any thread without a lock; the pool's control plane alone changes its standing and
 * weights.
 */
final class PooledAgent extends AttemptCounts implements Agent {
  /** Of all agents of the process. */
  private static final AtomicLong GENERATIONS = new AtomicLong();

  private final String id;
  private final URI uri;
  private final Overload overload;

  /** The control plane writes it under its lock; anyone reads. So are the fields below. */
  private volatile Standing standing = Standing.NEW;

  /** What hears of every attempt. */
  private volatile AttemptTrackers trackers;

  /** Written with {@link #admission}. */
  private volatile long generation = GENERATIONS.incrementAndGet();

  /** What admits attempts; replaced when results from before must not count any more. */
  private volatile Admission admission;

  /** Who hears of every attempt beside the trackers. */
  private volatile AgentListeners listeners = AgentListeners.NONE;

  /** What the configuration says of it; its id and address never change. */
  private volatile AgentConfig config;

  /** Attempts that may run at once: fewer than configured at a slow start. */
  private volatile int limit;

  /** The share of its weight that the agent gets now. */
  private volatile double share = 1;

  /** Whether its load counts as heavy now, whatever else keeps it from calls. */
  private volatile boolean heavilyLoaded;

  /** What the agent last said of its load. Any thread writes it. */
  private volatile LoadReport load = LoadReport.NONE;

  /** The weight that was asked for. */
  private volatile double weight;

  /** The weight in force, on its way to {@link #weight} perhaps. */
  private volatile double effectiveWeight;

  PooledAgent(
      AgentConfig config, AttemptTrackers trackers, Admission admission, Overload overload) {
    this.id = config.id();
    this.uri = config.uri();
    this.config = config;
    this.overload = overload;
    this.limit = config.maxConnections();
    this.trackers = trackers;
    this.admission = admission;
    this.weight = config.weight();
    this.effectiveWeight = config.weight();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public URI uri() {
    return uri;
  }

  AgentConfig config() {
    return config;
  }

  @Override
  public double weight() {
    return weight;
  }

  double share() {
    return share;
  }

  /** Whether selectors may pick the agent. */
  boolean routable() {
    return standing.state().routable() && effectiveWeight > 0;
  }

  /** Whether the agent was ejected, and is to be tried. */
  boolean onTrial() {
    return standing.state() == AgentState.EJECTED && admission instanceof Trial && weight > 0;
  }

  @Override
  public double effectiveWeight() {
    return effectiveWeight;
  }

  @Override
  public AgentState state() {
    return standing.state();
  }

  Standing standing() {
    return standing;
  }

  @Override
  public long generation() {
    return generation;
  }

  Overload overload() {
    return overload;
  }

  /** Whether other agents come first since the agent's trials have hung. */
  boolean silentOnTrial() {
    return admission instanceof Trial trial && trial.isSilent();
  }

  boolean saturated() {
    return runsAtLeast(limit) || (admission instanceof Trial trial && trial.isTaken());
  }

  /** Begins an attempt, unless the agent runs as many as it may; null then. */
  @Nullable
  Lease begin(LongSupplier nanoTime) {
    while (true) {
      Lease lease = begin(inFlight(), nanoTime);
      if (lease != null || saturated()) {
        return lease;
      }
    }
  }

  /** Begins an attempt if exactly {@code seen} run now, and one more may; null otherwise. */
  @Nullable
  Lease begin(int seen, LongSupplier nanoTime) {
    Admission admittedBy = admit(seen);
    return admittedBy == null ? null : new Lease(this, admittedBy, nanoTime, nanoTime.getAsLong());
  }

  /** As {@link #begin(int, LongSupplier)}, at a time that has just been read. */
  @Nullable
  Lease begin(int seen, LongSupplier nanoTime, long nowNanos) {
    Admission admittedBy = admit(seen);
    return admittedBy == null ? null : new Lease(this, admittedBy, nanoTime, nowNanos);
  }

  private @Nullable Admission admit(int seen) {
    Admission admittedBy = admission;
    if (seen >= limit || !admittedBy.admit()) {
      return null;
    }
    if (begin(seen)) {
      return admittedBy;
    }
    admittedBy.release();
    return null;
  }

  Admission admission() {
    return admission;
  }

  AttemptTrackers trackers() {
    return trackers;
  }

  AgentListeners listeners() {
    return listeners;
  }

  LoadReport load() {
    return load;
  }

  /** Counts anew: what ran before says nothing of what comes. */
  void admission(Admission admission) {
    generation = GENERATIONS.incrementAndGet();
    this.admission = admission;
  }

  void trackers(AttemptTrackers trackers) {
    this.trackers = trackers;
  }

  void listeners(AgentListeners listeners) {
    this.listeners = listeners;
  }

  /** Admits only this share of what the agent may run, one at least. */
  void capacityShare(double share) {
    int maxConnections = config.maxConnections();
    limit = share >= 1 || maxConnections == AgentConfig.UNLIMITED
        ? maxConnections
        : Math.max(1, (int) Math.ceil(maxConnections * share));
  }

  /** Another configuration of the same agent: of its id and address. */
  void config(AgentConfig config) {
    this.config = config;
  }

  void load(LoadReport load) {
    this.load = load;
  }

  boolean heavilyLoaded() {
    return heavilyLoaded;
  }

  void heavilyLoaded(boolean heavilyLoaded) {
    this.heavilyLoaded = heavilyLoaded;
  }

  void standing(Standing standing) {
    this.standing = standing;
  }

  /** The weight that was asked for, the share of it, and the weight in force. */
  void weights(double weight, double share, double effectiveWeight) {
    this.weight = weight;
    this.share = share;
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
        load.cpuPercent(),
        load.memoryPercent(),
        finished() + running,
        failed());
  }
}
