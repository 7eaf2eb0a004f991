package ai.openclaw.lb.discovery;

import ai.openclaw.lb.config.AgentConfig;
import java.util.List;

/** Hears what a discovery finds. Thread-safe; returns at once and throws nothing. */
public interface DiscoveryListener {
  /**
   * These are all agents that there are. Agents keep their state by id. A list that is empty, holds an
   * id twice, or has weight 0 only, counts as a failure: the one before stays in force.
   */
  void agents(List<AgentConfig> all);

  /** Looking failed, for this reason; the list before stays in force. */
  void failed(String reason);
}
