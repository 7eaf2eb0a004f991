package ai.openclaw.lb.discovery;

import ai.openclaw.lb.config.AgentConfig;
import java.time.Duration;
import java.util.List;

/**
 * What a look found.
 *
 * @param agents all that there are, one at least
 * @param ttl how long the answers may be used
 */
record DnsList(List<AgentConfig> agents, Duration ttl) {
  DnsList {
    agents = List.copyOf(agents);
  }
}
