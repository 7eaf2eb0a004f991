package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Patience with agents that are missing from a list: one that comes back within it never left. It is
 * short at first, so that agents which are gone are gone, and doubles each time that an agent comes
 * back, six times at most, until that is ten minutes ago.
 *
 * <p>Example, patience 500 ms: an agent that flaps every 3 s leaves after 500 ms, 1 s and 2 s, and then
 * stays until it is missing for 4 s in a row.
 *
 * <p>Not thread-safe.
 */
final class MissingAgents {
  private static final int MOST_DOUBLINGS = 6;
  private static final long MEMORY_NANOS = Duration.ofMinutes(10).toNanos();

  private final long patienceNanos;

  /** By id: those of the latest list. */
  private Map<String, AgentConfig> listed = new LinkedHashMap<>();

  /** By id: those that are missing and have not left yet. */
  private final Map<String, Absence> absences = new LinkedHashMap<>();

  /** By id: when each agent that is not listed was so last, and its returns before. */
  private final Map<String, Past> records = new HashMap<>();

  MissingAgents(Duration patience) {
    this.patienceNanos = patience.toNanos();
  }

  private record Absence(AgentConfig agent, long sinceNanos, long patienceNanos) {}

  /** How often an agent came back, and when it last did or went. */
  private record Past(int returns, long atNanos) {}

  /** Takes a new list, and returns who is in the pool by it. */
  List<AgentConfig> look(List<AgentConfig> list, long nowNanos) {
    records.values().removeIf(record -> nowNanos - record.atNanos > MEMORY_NANOS);
    Map<String, AgentConfig> now = new LinkedHashMap<>();
    for (AgentConfig agent : list) {
      now.put(agent.id(), agent);
      if (!listed.containsKey(agent.id())) {
        returned(agent.id(), nowNanos);
      }
    }
    for (AgentConfig before : listed.values()) {
      if (!now.containsKey(before.id())) {
        gone(before, nowNanos);
      }
    }
    listed = now;
    return at(nowNanos);
  }

  private void returned(String id, long nowNanos) {
    absences.remove(id);
    @Nullable Past record = records.get(id);
    if (record != null) {
      records.put(id, new Past(record.returns + 1, nowNanos));
    }
  }

  private void gone(AgentConfig agent, long nowNanos) {
    @Nullable Past record = records.get(agent.id());
    int returns = record == null ? 0 : record.returns;
    records.put(agent.id(), new Past(returns, nowNanos));
    long patience = patienceNanos << Math.min(returns, MOST_DOUBLINGS);
    absences.put(agent.id(), new Absence(agent, nowNanos, patience));
  }

  /** Returns who is in the pool at this time: those of the latest list, then those only missing. */
  List<AgentConfig> at(long nowNanos) {
    absences.values().removeIf(absence -> nowNanos - absence.sinceNanos >= absence.patienceNanos);
    List<AgentConfig> all = new ArrayList<>(listed.values());
    absences.values().forEach(absence -> all.add(absence.agent));
    return all;
  }

  /** How long until the next agent leaves, if none comes back. */
  OptionalLong nextNanos(long nowNanos) {
    return absences.values().stream()
        .mapToLong(absence -> absence.patienceNanos - (nowNanos - absence.sinceNanos))
        .min();
  }
}
