package ai.openclaw.lb.health;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where probes go: one agent's address.
 *
 * @param agentId the agent's id, unique among the targets of one prober
 * @param uri scheme, host, port and base path, without query
 */
public record ProbeTarget(String agentId, URI uri) {
  /** No name in a URI is made of digits and dots alone. */
  private static final Pattern ADDRESS = Pattern.compile("\\[.*]|[0-9.]+");

  /** The host as a resolver takes it: an IPv6 address without its brackets. */
  String host() {
    String host = uri.getHost();
    if (host == null) {
      throw new IllegalArgumentException(
          "agent " + agentId + " uri: " + uri + " (expected: http://host:port)");
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Whether the host is an address as it stands, rather than a name. */
  boolean hasAddress() {
    String host = uri.getHost();
    return host != null && ADDRESS.matcher(host).matches();
  }

  /** The port, the scheme's own where the URI names none. */
  int port() {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
