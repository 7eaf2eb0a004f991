package ai.openclaw.lb.config;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One agent of a pool: an entry of {@code instances}. Immutable.
 *
 * @param id its name, unique in the pool; visible ASCII, as it travels in a response header
 * @param uri where it is: http or https, host, explicit port, and a base path without trailing
 *     slash; an IPv6 host stands in brackets
 * @param weight its share of the traffic beside the others' weights; 0 takes no new calls
 * @param maxConnections how many calls may be in flight on it at once
 * @param group a name that routing rules may target, shared by any number of agents of the pool
 */
public record AgentConfig(
    String id,
    URI uri,
    double weight,
    int maxConnections,
    @Nullable String group) {
  /** The {@link #maxConnections} of an agent without a limit. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  static final double DEFAULT_WEIGHT = 1;

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public AgentConfig {
    Rules.NAME.check("id", id);
    AgentUris.NORMAL.check("uri", uri);
    Rules.WEIGHT.check("weight", weight);
    Rules.MAX_CONNECTIONS.check("max_connections", maxConnections);
    if (group != null) {
      Rules.NAME.check("group", group);
    }
  }

  /**
   * An agent of weight 1, without a connection limit and group.
   *
   * @param host as in a document: {@code host:port}, {@code [::1]:5000}, or {@code
   *     http(s)://host[:port][/base/path]}
   * @throws IllegalArgumentException if the id or the host is not as described
   */
  public static AgentConfig of(String id, String host) {
    URI uri = AgentUris.parse(Objects.requireNonNull(host, "host"));
    if (uri == null) {
      throw new IllegalArgumentException(Shown.problem("host", host, AgentUris.EXPECTED));
    }
    return new AgentConfig(id, uri, DEFAULT_WEIGHT, UNLIMITED, null);
  }

  /** This agent with another weight. */
  public AgentConfig withWeight(double newWeight) {
    return new AgentConfig(id, uri, newWeight, maxConnections, group);
  }

  /** This agent with another limit of calls in flight. */
  public AgentConfig withMaxConnections(int newMaxConnections) {
    return new AgentConfig(id, uri, weight, newMaxConnections, group);
  }

  /** This agent in another group; null for none. */
  public AgentConfig withGroup(@Nullable String newGroup) {
    return new AgentConfig(id, uri, weight, maxConnections, newGroup);
  }
}
