package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.config.AdminConfig;
import java.net.InetSocketAddress;

/**
 * Where the admin API listens, and what it asks for.
 *
 * @param listen a resolved address
 * @param token what requests have to bear; empty for nothing
 */
record AdminAddress(InetSocketAddress listen, byte[] token) {
  private static final byte[] NONE = {};

  /**
   * Returns what the document says.
   *
   * @throws IllegalArgumentException if it lets others than this machine in without a token
   */
  static AdminAddress of(AdminConfig config) {
    InetSocketAddress listen = ListenAddress.of("admin.listen", config.listen());
    if (config.token() == null && !listen.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("admin.listen: " + config.listen()
          + " (expected: a loopback address, or admin.token as well: others can reach it)");
    }
    return new AdminAddress(
        listen, config.token() == null ? NONE : config.token().bytes());
  }

  boolean asksForToken() {
    return token.length > 0;
  }
}
