package ai.openclaw.lb.benchmarks.simulation;

/** What is wrong with a simulated agent. */
enum AgentFault {
  /** Nothing. */
  NONE,
  /** It answers 500 at once. */
  FAST_FAIL,
  /** It takes requests and never answers. */
  BLACK_HOLE,
  /** It refuses connections; those that it had are reset. */
  DOWN
}
