package ai.openclaw.lb.discovery;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.DnsAgents;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/** Makes agents of what DNS says and what the configuration says they have in common. */
final class AgentFactory {
  private final DnsAgents common;

  AgentFactory(DnsAgents common) {
    this.common = common;
  }

  /** An agent at each of these addresses, at the common port, by order of their ids. */
  List<AgentConfig> at(List<InetAddress> addresses) {
    return addresses.stream()
        .map(AgentFactory::literal)
        .distinct()
        .sorted()
        .map(host -> create(host + ":" + common.port(), host, common.port(), 1))
        .toList();
  }

  /**
   * @throws IllegalArgumentException if it can't be one, such as by a host that no URL can have
   */
  AgentConfig create(String id, String host, int port, double weight) {
    String url = common.scheme() + "://" + host + ":" + port + common.basePath();
    return AgentConfig.of(id, url).withWeight(weight).withGroup(common.group());
  }

  /** An address as it stands in a URL. */
  static String literal(InetAddress address) {
    String text = address.getHostAddress();
    if (!(address instanceof Inet6Address)) {
      return text;
    }
    int zone = text.indexOf('%');
    return "[" + (zone < 0 ? text : text.substring(0, zone)) + "]";
  }
}
