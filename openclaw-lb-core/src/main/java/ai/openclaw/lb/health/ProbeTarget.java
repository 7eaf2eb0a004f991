package ai.openclaw.lb.health;

import java.net.URI;

/**
 * Where probes go: one agent's address.
 *
 * @param agentId the agent's id, unique among the targets of one prober
 * @param uri scheme, host, port and base path, without query
 */
public record ProbeTarget(String agentId, URI uri) {
  /** The host as a resolver takes it: an IPv6 address without its brackets. */
  String host() {
    String host = uri.getHost();
    if (host == null) {
      throw new IllegalArgumentException(
          "agent " + agentId + " uri: " + uri + " (expected: http://host:port)");
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The port, the scheme's own where the URI names none. */
  int port() {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
