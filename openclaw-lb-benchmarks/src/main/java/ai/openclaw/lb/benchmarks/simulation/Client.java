package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.Replay;
import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.FailoverConfig;

/**
 * How the callers of a scenario call.
 *
 * @param timeoutSeconds how long they wait for an attempt
 * @param hangsUp whether an agent learns that nobody waits any more
 * @param replay whether a call may be sent again
 * @param failover what the pool does about failed attempts
 * @param maxConnections of each agent
 * @param firstByteShare the share of a request's work that comes before the first byte of its answer:
 *     reading the prompt where answers are streamed, 1 where they come whole
 */
record Client(
    int timeoutSeconds,
    boolean hangsUp,
    Replay replay,
    FailoverConfig failover,
    int maxConnections,
    double firstByteShare) {
  /** POSTs that wait for two minutes, with streamed answers, under the pool's defaults. */
  static final Client DEFAULT =
      new Client(120, true, Replay.UNLESS_SENT, FailoverConfig.DEFAULT, AgentConfig.UNLIMITED, 0.2);

  /** How long a call takes at most, pauses apart; what a failed one counts as. */
  long longestNanos() {
    int attempts = replay == Replay.ALWAYS ? 1 + failover.maxRetries() : 1;
    return attempts * timeoutSeconds * EventLoop.SECOND;
  }

  Client timeoutSeconds(int seconds) {
    return new Client(seconds, hangsUp, replay, failover, maxConnections, firstByteShare);
  }

  /** Agents learn, or do not, that nobody waits any more. */
  Client hangsUp(boolean hangs) {
    return new Client(timeoutSeconds, hangs, replay, failover, maxConnections, firstByteShare);
  }

  /** Calls that may be sent again whatever became of them, so often. */
  Client retries(int retries) {
    return new Client(
        timeoutSeconds,
        hangsUp,
        Replay.ALWAYS,
        failover.withMaxRetries(retries),
        maxConnections,
        firstByteShare);
  }

  Client maxConnections(int most) {
    return new Client(timeoutSeconds, hangsUp, replay, failover, most, firstByteShare);
  }

  /** Answers come whole. */
  Client whole() {
    return new Client(timeoutSeconds, hangsUp, replay, failover, maxConnections, 1);
  }
}
