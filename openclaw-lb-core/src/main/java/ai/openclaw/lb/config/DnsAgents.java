package ai.openclaw.lb.config;

import org.jspecify.annotations.Nullable;

/**
 * What agents that DNS names have in common. Immutable.
 *
 * @param port of every agent; {@link #BY_RECORD} where the records say it
 * @param scheme {@code http} or {@code https}
 * @param basePath that their URLs begin with, without a slash at the end; empty for none
 * @param group a name that routing rules may target; null for none
 */
public record DnsAgents(
    int port, String scheme, String basePath, @Nullable String group) {
  /** The {@link #port} where each record has its own. */
  public static final int BY_RECORD = 0;

  /** http, ports by records, no base path, no group. */
  public static final DnsAgents DEFAULT = new DnsAgents(BY_RECORD, "http", "", null);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public DnsAgents {
    if (port != BY_RECORD) {
      Rules.PORT.check("port", port);
    }
    Rules.SCHEME.check("scheme", scheme);
    Rules.BASE_PATH.check("base_path", basePath);
    if (group != null) {
      Rules.NAME.check("group", group);
    }
  }

  /** The same at another port. */
  public DnsAgents withPort(int newPort) {
    return new DnsAgents(newPort, scheme, basePath, group);
  }

  /** The same in another group; null for none. */
  public DnsAgents withGroup(@Nullable String newGroup) {
    return new DnsAgents(port, scheme, basePath, newGroup);
  }
}
