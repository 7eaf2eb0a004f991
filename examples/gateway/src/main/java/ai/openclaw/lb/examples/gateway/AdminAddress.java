package ai.openclaw.lb.examples.gateway;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where the admin API listens, and what it asks for.
 *
 * @param listen a resolved address
 * @param token what requests have to bear; null for none
 */
record AdminAddress(InetSocketAddress listen, @Nullable String token) {
  /** @throws IllegalArgumentException if an address that others can reach has no token */
  AdminAddress {
    if (token == null && !listen.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "admin.listen: " + listen.getHostString()
              + " (expected: a loopback address, or admin.token as well: others can reach it)");
    }
  }
}
