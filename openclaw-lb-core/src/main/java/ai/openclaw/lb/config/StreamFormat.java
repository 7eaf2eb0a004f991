package ai.openclaw.lb.config;

/** By what format a stream's errors are told from its content: {@code failover.stream}. */
public enum StreamFormat {
  /** By none: an answer is judged by its status alone. */
  NONE,
  /** As server-sent events: an error before the first content fails over as an error status does. */
  SSE
}
