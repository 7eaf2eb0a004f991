package ai.openclaw.lb;

/**
 * Hears what reloads do to the pools of a document. Called by the thread that reloads, in the order of
 * the reloads and without any lock held; one that throws is reported once, and disturbs no reload.
 */
public interface PoolsListener {
  /** A pool has joined the document, and takes calls. */
  default void poolAdded(AgentPool pool) {}

  /** A pool has left the document; calls that have begun on it finish. */
  default void poolRemoved(AgentPool pool) {}

  /**
   * A document was refused, and everything stays as it was.
   *
   * @param problems all that speaks against it, a line each
   */
  default void reloadFailed(String problems) {}
}
