package ai.openclaw.lb;

import java.util.function.LongSupplier;

/**
 * Hears of every attempt on one agent, on the thread that makes it: it must be quick and must not
 * block. One that throws is reported once and disturbs no attempt. Times are in nanoseconds, by the
 * clock that its {@link Factory} was given.
 */
public interface AgentListener {
  /** The agent is in the pool, and listened to. Called once, first, without any lock held. */
  default void joined() {}

  /** The agent has left the pool; attempts may still run on it. Called once, without any lock held. */
  default void left() {}

  /**
   * The first byte of an attempt's answer came.
   *
   * @param nowNanos when
   * @param elapsedNanos since the attempt began; not negative
   */
  default void firstByte(long nowNanos, long elapsedNanos) {}

  /**
   * An attempt ended. Every attempt ends once, however it goes.
   *
   * @param nowNanos when
   * @param elapsedNanos since the attempt began; not negative
   * @param outcome what it came to
   */
  void ended(long nowNanos, long elapsedNanos, Outcome outcome);

  /** Makes the listeners of a pool's agents: one for each agent that it has, and for each that joins. */
  interface Factory {
    /**
     * Returns the listener of an agent. Called while the pool is locked, so it must neither block nor
     * call the pool.
     *
     * @param agent a live view of the agent
     * @param nanoTime the pool's clock, which has no sign and no zero
     */
    AgentListener listenTo(Agent agent, LongSupplier nanoTime);
  }
}
