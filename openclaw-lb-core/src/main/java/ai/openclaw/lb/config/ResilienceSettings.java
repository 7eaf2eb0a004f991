package ai.openclaw.lb.config;

/** What one level of a document says of agents in trouble: four sections beside each other. */
record ResilienceSettings(
    OutlierSettings outliers,
    SlowStartSettings slowStart,
    DegradedSettings degraded,
    QueueSettings queue) {

  static ResilienceSettings read(Section level) {
    return new ResilienceSettings(
        OutlierSettings.read(level),
        SlowStartSettings.read(level),
        DegradedSettings.read(level),
        QueueSettings.read(level));
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  ResilienceSettings or(ResilienceSettings far) {
    return new ResilienceSettings(
        outliers.or(far.outliers),
        slowStart.or(far.slowStart),
        degraded.or(far.degraded),
        queue.or(far.queue));
  }

  ResilienceConfig build() {
    return new ResilienceConfig(
        outliers.build(), slowStart.build(), degraded.build(), queue.build());
  }
}
