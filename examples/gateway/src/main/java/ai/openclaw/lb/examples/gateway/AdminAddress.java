package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.config.AdminConfig;
import ai.openclaw.lb.config.Secret;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where the admin API listens, and what it asks for.
 *
 * @param listen a resolved address
 * @param token what requests have to bear; null for nothing
 */
record AdminAddress(InetSocketAddress listen, @Nullable Secret token) {
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
    return new AdminAddress(listen, config.token());
  }
}
