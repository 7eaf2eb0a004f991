package ai.openclaw.lb;

import ai.openclaw.lb.health.LoadReport;

/**
 * The state of an agent that admitted an attempt. An attempt carries it until it ends, so that a result
 * from before a change of that state does not decide what happens after it: the identity is the epoch.
 */
interface Admission {
  /** Whether one more attempt may begin in this state. */
  boolean admit();

  /** Takes back what {@link #admit} allowed, where the attempt did not begin. */
  void release();

  /** An answer to an attempt that this state admitted has begun, before its end. */
  void answered();

  /** The agent reported its load with an answer to an attempt. */
  void loaded(PooledAgent agent, LoadReport load);

  /** An attempt that this state admitted has ended. */
  void ended(PooledAgent agent, Outcome outcome, long elapsedNanos, long nowNanos);
}
