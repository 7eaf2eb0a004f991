package ai.openclaw.lb;

/** An agent's fitness for new calls, as its pool sees it. */
public enum AgentState {
  /** Takes calls by its full weight. */
  HEALTHY,
  /** Alive under heavy load: takes fewer calls. */
  DEGRADED,
  /** Its health checks fail: takes no calls until they succeed again. */
  UNHEALTHY,
  /** Its answers to calls failed: takes no calls for a while, whatever its health checks say. */
  EJECTED,
  /** Asked to be spared (429, or 503 with {@code Retry-After}): takes no calls until then. */
  COOLING,
  /** Leaving: takes no new calls, finishes the running ones. */
  DRAINING;

  /** Whether an agent in this state may be picked for a new call. */
  boolean routable() {
    return this == HEALTHY || this == DEGRADED;
  }
}
