package ai.openclaw.lb;

import ai.openclaw.lb.health.LoadReport;

/**
 * Hears what attempts tell of their agents, where it may change an agent's state. Called by the threads
 * that end attempts.
 */
interface EvidenceListener {
  /** The counts of {@code admission} speak against the agent, of late by this outcome. */
  void failing(PooledAgent agent, Admission admission, String reason, Outcome latest);

  /** The attempt that tried an ejected agent has ended. */
  void tried(PooledAgent agent, Admission admission, boolean passed, Outcome outcome);

  /** The agent asked to be spared. */
  void refused(PooledAgent agent, Outcome outcome);

  /** The agent reported its load. */
  void loaded(PooledAgent agent, LoadReport load);
}
