package ai.openclaw.lb;

import ai.openclaw.lb.config.PoolConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * What another configuration has changed in a pool. Immutable.
 *
 * @param joined ids of agents that are new: they start slowly
 * @param gone ids of agents that leave as soon as their last attempts have ended
 * @param moved ids that have another address: new agents but for their name
 * @param altered ids of agents of another weight, connection limit or group
 * @param settings the sections of the pool that changed, as a document names them
 */
public record PoolChanges(
    List<String> joined,
    List<String> gone,
    List<String> moved,
    List<String> altered,
    List<String> settings) {
  static final PoolChanges NONE =
      new PoolChanges(List.of(), List.of(), List.of(), List.of(), List.of());

  private static final int SHOWN = 5;

  /** Copies the lists. */
  public PoolChanges {
    joined = List.copyOf(joined);
    gone = List.copyOf(gone);
    moved = List.copyOf(moved);
    altered = List.copyOf(altered);
    settings = List.copyOf(settings);
  }

  static PoolChanges of(PoolConfig before, PoolConfig after, AgentsDifference agents) {
    return new PoolChanges(
        agents.joined().stream().map(agent -> agent.id()).toList(),
        agents.gone(),
        agents.moved().stream().map(agent -> agent.id()).toList(),
        agents.altered().stream().map(altered -> altered.after().id()).toList(),
        settings(before, after));
  }

  private static List<String> settings(PoolConfig before, PoolConfig after) {
    List<String> changed = new ArrayList<>();
    compare("algorithm", before.algorithm(), after.algorithm(), changed);
    compare("health_check", before.healthCheck(), after.healthCheck(), changed);
    compare("failover", before.failover(), after.failover(), changed);
    compare("session_affinity", before.sessionAffinity(), after.sessionAffinity(), changed);
    compare("routing_rules", before.routingRules(), after.routingRules(), changed);
    compare("quota", before.quota(), after.quota(), changed);
    compare("resilience", before.resilience(), after.resilience(), changed);
    compare("balancing", before.balancing(), after.balancing(), changed);
    return changed;
  }

  private static void compare(String name, Object before, Object after, List<String> changed) {
    if (!Objects.equals(before, after)) {
      changed.add(name);
    }
  }

  /** Whether nothing has changed. */
  public boolean isEmpty() {
    return joined.isEmpty()
        && gone.isEmpty()
        && moved.isEmpty()
        && altered.isEmpty()
        && settings.isEmpty();
  }

  /** A line for people: {@code joined agent-4; gone agent-1; changed algorithm, health_check}. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner("; ").setEmptyValue("nothing changed");
    add("joined", joined, text);
    add("gone", gone, text);
    add("moved", moved, text);
    add("altered", altered, text);
    add("changed", settings, text);
    return text.toString();
  }

  private static void add(String what, List<String> names, StringJoiner text) {
    if (!names.isEmpty()) {
      String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
      int more = names.size() - SHOWN;
      text.add(what + " " + shown + (more > 0 ? " and " + more + " more" : ""));
    }
  }
}
