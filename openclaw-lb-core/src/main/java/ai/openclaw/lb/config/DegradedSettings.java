package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import org.jspecify.annotations.Nullable;

/** What one level of a document says of degraded agents. */
record DegradedSettings(
    @Nullable Located<Double> cpuPercent,
    @Nullable Located<Double> memoryPercent,
    @Nullable Located<Double> weightFactor) {
  private static final DegradedSettings NONE = new DegradedSettings(null, null, null);

  static DegradedSettings read(Section level) {
    Section degraded = level.section("degraded", Keys.DEGRADED);
    if (degraded == null) {
      return NONE;
    }
    return new DegradedSettings(
        degraded.read("cpu_percent", Format.NUMBER, Rules.PERCENT),
        degraded.read("memory_percent", Format.NUMBER, Rules.PERCENT),
        degraded.read("weight_factor", Format.NUMBER, Rules.SHARE));
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  DegradedSettings or(DegradedSettings far) {
    return new DegradedSettings(
        nearest(cpuPercent, far.cpuPercent),
        nearest(memoryPercent, far.memoryPercent),
        nearest(weightFactor, far.weightFactor));
  }

  DegradedConfig build() {
    DegradedConfig defaults = DegradedConfig.DEFAULT;
    return new DegradedConfig(
        Located.or(cpuPercent, defaults.cpuPercent()),
        Located.or(memoryPercent, defaults.memoryPercent()),
        Located.or(weightFactor, defaults.weightFactor()));
  }
}
