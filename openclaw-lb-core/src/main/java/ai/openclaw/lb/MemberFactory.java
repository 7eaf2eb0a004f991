package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.OutlierDetectionConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.health.EjectionBackoff;
import ai.openclaw.lb.health.OutlierCounts;
import java.util.function.LongSupplier;

/** Makes the members of a pool, and the state in which each takes part. */
final class MemberFactory {
  private final ResilienceConfig resilience;
  private final OutlierCounts.Limits limits;
  private final SnapshotBuilder snapshots;
  private final Overload overload;
  private final AgentAudience audience;
  private final LongSupplier nanoTime;

  MemberFactory(
      PoolConfig config,
      SnapshotBuilder snapshots,
      Overload overload,
      AgentAudience audience,
      LongSupplier nanoTime) {
    this.resilience = config.resilience();
    this.overload = overload;
    this.snapshots = snapshots;
    this.audience = audience;
    this.nanoTime = nanoTime;
    OutlierDetectionConfig outliers = resilience.outlierDetection();
    // A connect that fails says what a failed health check says, so as many of them count as much.
    int connects =
        Math.min(outliers.consecutiveFailures(), config.healthCheck().unhealthyThreshold());
    this.limits = new OutlierCounts.Limits(
        outliers.consecutiveFailures(),
        connects,
        outliers.failureRate(),
        outliers.minRequests(),
        outliers.window());
  }

  Member create(AgentConfig config, EvidenceListener evidence) {
    OutlierDetectionConfig outliers = resilience.outlierDetection();
    PooledAgent agent = snapshots.newAgent(config, inRotation(evidence), overload);
    audience.listenTo(agent);
    AgentCondition condition =
        new AgentCondition(config.weight(), resilience.slowStart(), resilience.degraded());
    return new Member(
        agent, condition, new EjectionBackoff(outliers.baseEjection(), outliers.maxEjection()));
  }

  /**
   * Lets a member of a pool that went by {@code before} go by this configuration. Its health, its
   * turns and what was measured of it stay; failures are counted anew where their limits are others.
   */
  void adopt(Member member, MemberFactory before, EvidenceListener evidence) {
    PooledAgent agent = member.agent();
    agent.trackers(snapshots.trackers(agent.config()));
    if (!resilience.equals(before.resilience)) {
      OutlierDetectionConfig outliers = resilience.outlierDetection();
      member.condition().settings(resilience.slowStart(), resilience.degraded());
      member.backoff().times(outliers.baseEjection(), outliers.maxEjection());
    }
    if (!limits.equals(before.limits) && agent.admission() instanceof InRotation) {
      agent.admission(inRotation(evidence));
    }
  }

  /** Begins to measure an agent anew. */
  AttemptTrackers newTrackers(AgentConfig config) {
    return snapshots.newTrackers(config);
  }

  SnapshotBuilder snapshots() {
    return snapshots;
  }

  /** An admission that counts from now on. */
  InRotation inRotation(EvidenceListener evidence) {
    return new InRotation(new OutlierCounts(limits, nanoTime.getAsLong()), evidence);
  }

  /** An admission of one attempt at a time, whose result decides whether the agent is back. */
  Trial trial(EvidenceListener evidence, EjectionBackoff backoff) {
    OutlierDetectionConfig outliers = resilience.outlierDetection();
    return new Trial(
        evidence,
        nanoTime,
        outliers.baseEjection().toNanos(),
        backoff.nextNanos(),
        outliers.maxEjection().toNanos());
  }
}
