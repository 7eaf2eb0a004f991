package ai.openclaw.lb.config;

import java.util.Objects;

/**
 * What a pool does about agents in trouble, and full ones, beside probes and failover. Immutable.
 *
 * @param outlierDetection when calls take an agent out: {@code outlier_detection}
 * @param slowStart how an agent comes back: {@code slow_start}
 * @param degraded what an agent under load gets: {@code degraded}
 * @param queue how calls wait while all agents are full: {@code queue}
 */
public record ResilienceConfig(
    OutlierDetectionConfig outlierDetection,
    SlowStartConfig slowStart,
    DegradedConfig degraded,
    QueueConfig queue) {
  /** The default of each section. */
  public static final ResilienceConfig DEFAULT = new ResilienceConfig(
      OutlierDetectionConfig.DEFAULT,
      SlowStartConfig.DEFAULT,
      DegradedConfig.DEFAULT,
      QueueConfig.DEFAULT);

  /** Refuses null. */
  public ResilienceConfig {
    Objects.requireNonNull(outlierDetection, "outlier_detection");
    Objects.requireNonNull(slowStart, "slow_start");
    Objects.requireNonNull(degraded, "degraded");
    Objects.requireNonNull(queue, "queue");
  }

  /** This resilience with another outlier detection. */
  public ResilienceConfig withOutlierDetection(OutlierDetectionConfig detection) {
    return new ResilienceConfig(detection, slowStart, degraded, queue);
  }

  /** This resilience with another slow start. */
  public ResilienceConfig withSlowStart(SlowStartConfig newSlowStart) {
    return new ResilienceConfig(outlierDetection, newSlowStart, degraded, queue);
  }

  /** This resilience with another judgement of loaded agents. */
  public ResilienceConfig withDegraded(DegradedConfig newDegraded) {
    return new ResilienceConfig(outlierDetection, slowStart, newDegraded, queue);
  }

  /** This resilience with another queue of calls. */
  public ResilienceConfig withQueue(QueueConfig newQueue) {
    return new ResilienceConfig(outlierDetection, slowStart, degraded, newQueue);
  }
}
