package ai.openclaw.lb.discovery;

import java.io.IOException;

/**
 * Finds a pool's agents while the pool runs, and tells a listener of them: by DNS, or by a registry
 * that the program knows. It may be slow and may fail: the pool keeps the last good list.
 *
 * <p>Its methods are called one after another, {@link #start} by a thread of its own that may block.
 */
public interface AgentDiscovery extends AutoCloseable {
  /**
   * Begins to look, and gives the listener whole lists from now on, from any thread: the first one as
   * soon as may be, one for each change, and, where changes can be missed, one from time to time
   * nevertheless. What it throws is a failure as if told to the listener, and it is started again
   * later.
   */
  void start(DiscoveryListener listener) throws Exception;

  /** Ends the look-out and frees what it holds. Called once; what comes afterwards is ignored. */
  @Override
  void close() throws IOException;

  /** Makes a discovery for each pool that asks for one by its name. */
  interface Factory {
    /**
     * Returns a discovery that is not started.
     *
     * @param pool the pool's name
     */
    AgentDiscovery create(String pool);
  }
}
