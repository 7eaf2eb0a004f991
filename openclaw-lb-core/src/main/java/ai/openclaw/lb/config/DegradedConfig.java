package ai.openclaw.lb.config;

/**
 * When an agent's own report of its load makes it degraded, and what it gets then: the section
 * {@code degraded}. Immutable.
 *
 * @param cpuPercent CPU load from which it is degraded; above 0, at most 100
 * @param memoryPercent memory in use from which it is degraded; above 0, at most 100
 * @param weightFactor what its weight is multiplied by meanwhile; above 0, at most 1
 */
public record DegradedConfig(double cpuPercent, double memoryPercent, double weightFactor) {
  /** From 80 % of CPU or memory, half of its weight. */
  public static final DegradedConfig DEFAULT = new DegradedConfig(80, 80, 0.5);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public DegradedConfig {
    Rules.PERCENT.check("cpu_percent", cpuPercent);
    Rules.PERCENT.check("memory_percent", memoryPercent);
    Rules.SHARE.check("weight_factor", weightFactor);
  }
}
