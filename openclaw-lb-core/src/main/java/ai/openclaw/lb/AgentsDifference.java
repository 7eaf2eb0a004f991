package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What makes one list of agents of another, by id. Immutable.
 *
 * @param joined agents whose id is new
 * @param gone the ids that are no more
 * @param moved agents whose id has another address: new agents but for their name
 * @param altered agents of another weight, limit or group
 * @param order the ids of the new list
 */
record AgentsDifference(
    List<AgentConfig> joined,
    List<String> gone,
    List<AgentConfig> moved,
    List<Altered> altered,
    List<String> order) {
  static final AgentsDifference NONE =
      new AgentsDifference(List.of(), List.of(), List.of(), List.of(), List.of());

  /** One agent before and after. */
  record Altered(AgentConfig before, AgentConfig after) {}

  static AgentsDifference between(List<AgentConfig> before, List<AgentConfig> after) {
    Map<String, AgentConfig> known = new LinkedHashMap<>();
    before.forEach(agent -> known.put(agent.id(), agent));
    List<AgentConfig> joined = new ArrayList<>();
    List<AgentConfig> moved = new ArrayList<>();
    List<Altered> altered = new ArrayList<>();
    for (AgentConfig agent : after) {
      AgentConfig was = known.remove(agent.id());
      if (was == null) {
        joined.add(agent);
      } else if (!was.uri().equals(agent.uri())) {
        moved.add(agent);
      } else if (!was.equals(agent)) {
        altered.add(new Altered(was, agent));
      }
    }
    List<String> order = after.stream().map(AgentConfig::id).toList();
    return new AgentsDifference(joined, List.copyOf(known.keySet()), moved, altered, order);
  }
}
