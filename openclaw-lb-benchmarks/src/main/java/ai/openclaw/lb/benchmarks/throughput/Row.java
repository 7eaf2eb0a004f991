package ai.openclaw.lb.benchmarks.throughput;

/**
 * A row of the throughput table.
 *
 * @param algorithm as a document names it
 * @param rate calls a second
 * @param p99Millis what 99 of 100 calls take at most
 */
public record Row(String algorithm, double rate, double p99Millis) {
  /** The row that the workload is calibrated by. */
  public static final Row ROUND_ROBIN = new Row("round_robin", 1200, 45);

  /** Unequal agents. */
  public static final Row WEIGHTED_ROUND_ROBIN = new Row("weighted_round_robin", 1350, 42);

  /** Uneven durations. */
  public static final Row LEAST_CONNECTIONS = new Row("least_connections", 1500, 38);

  /** Dedicated agents. */
  public static final Row SMART_ROUTING = new Row("smart_routing", 1800, 35);
}
