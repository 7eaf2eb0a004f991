package ai.openclaw.lb;

import java.util.ArrayList;
import java.util.List;

/** A listener that keeps what it hears, as one line an event. */
final class Recorder implements PoolListener {
  final List<String> events = new ArrayList<>();

  @Override
  public void agentStateChanged(
      String pool, Agent agent, AgentState from, AgentState to, String reason) {
    events.add(pool + " " + agent.id() + " " + from + "->" + to + ": " + reason);
  }

  @Override
  public void agentAdded(String pool, Agent agent) {
    events.add(pool + " " + agent.id() + " added");
  }

  @Override
  public void agentRemoved(String pool, Agent agent) {
    events.add(pool + " " + agent.id() + " removed");
  }

  @Override
  public void agentWeightChanged(String pool, Agent agent, double from, double to) {
    events.add(pool + " " + agent.id() + " " + from + "->" + to);
  }
}
