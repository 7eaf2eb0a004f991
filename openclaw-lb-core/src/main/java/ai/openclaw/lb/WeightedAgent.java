package ai.openclaw.lb;

import ai.openclaw.lb.strategy.AttemptTracker;
import ai.openclaw.lb.strategy.Candidate;

/**
 * An agent as one selector sees it: with the weight that was in force when the selector was built,
 * and with the tracker of the selector's own strategy.
 */
record WeightedAgent(PooledAgent agent, double weight, AttemptTracker tracker)
    implements Candidate {
  @Override
  public String id() {
    return agent.id();
  }

  @Override
  public int inFlight() {
    return agent.inFlight();
  }
}
