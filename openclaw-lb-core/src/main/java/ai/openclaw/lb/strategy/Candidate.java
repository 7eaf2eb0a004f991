package ai.openclaw.lb.strategy;

/** One agent as a selector sees it: a read-only, live view. Implementations are thread-safe. */
public interface Candidate {
  /** The agent's id, unique in its pool and the same in every process that reads the document. */
  String id();

  /**
   * The agent's effective weight: finite and above 0. It does not change while a selector that was
   * built from this candidate is in use; a change of weight builds a new selector.
   */
  double weight();

  /** Attempts that run on the agent now, until their response bodies end. */
  int inFlight();

  /** What {@link Strategy#newTracker} returned for this agent. */
  AttemptTracker tracker();
}
