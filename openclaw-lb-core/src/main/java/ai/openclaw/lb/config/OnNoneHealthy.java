package ai.openclaw.lb.config;

/** What a pool does while none of its agents is healthy: {@code failover.on_none_healthy}. */
public enum OnNoneHealthy {
  /** Answers with the fallback response, or an exception where there is none. */
  FALLBACK,
  /** Asks the agents all the same, as if the checks were wrong. */
  FAIL_OPEN,
  /** Throws the exception, even where there is a fallback response. */
  FAIL
}
