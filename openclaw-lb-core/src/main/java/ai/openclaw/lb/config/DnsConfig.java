package ai.openclaw.lb.config;

import java.util.List;
import java.util.Objects;

/**
 * What {@code discovery: {type: dns}} looks up. Immutable.
 *
 * @param name a full host name, of a service by {@link DnsRecord#SRV}
 * @param record what is looked up
 * @param agents what the answers do not say of the agents
 * @param servers the name servers, {@code address[:port]}; empty for the system's
 * @param pace how often it is looked up
 */
public record DnsConfig(
    String name, DnsRecord record, DnsAgents agents, List<String> servers, DnsPace pace) {

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public DnsConfig {
    Rules.DNS_NAME.check("name", name);
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(agents, "port");
    servers = List.copyOf(servers);
    servers.forEach(server -> Rules.DNS_SERVER.check("servers", server));
    Objects.requireNonNull(pace, "timeout");
    if (record == DnsRecord.ADDRESS && agents.port() == DnsAgents.BY_RECORD) {
      throw new IllegalArgumentException(Shown.problem("port", "none", Rules.PORT.expected()));
    }
  }

  /**
   * All addresses of a name, at this port.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public static DnsConfig ofAddresses(String name, int port) {
    return new DnsConfig(
        name, DnsRecord.ADDRESS, DnsAgents.DEFAULT.withPort(port), List.of(), DnsPace.DEFAULT);
  }

  /**
   * The targets of a service.
   *
   * @throws IllegalArgumentException if it is no name
   */
  public static DnsConfig ofService(String name) {
    return new DnsConfig(name, DnsRecord.SRV, DnsAgents.DEFAULT, List.of(), DnsPace.DEFAULT);
  }

  /** This look-up at other servers; none for the system's. */
  public DnsConfig withServers(List<String> newServers) {
    return new DnsConfig(name, record, agents, newServers, pace);
  }

  /** This look-up of agents that have something else in common. */
  public DnsConfig withAgents(DnsAgents newAgents) {
    return new DnsConfig(name, record, newAgents, servers, pace);
  }

  /** This look-up at another pace. */
  public DnsConfig withPace(DnsPace newPace) {
    return new DnsConfig(name, record, agents, servers, newPace);
  }
}
