package ai.openclaw.lb.okhttp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The user's address by {@code X-Forwarded-For}, to which each proxy appends the address that it saw.
 * What stands left of the entries of trusted proxies may be forged.
 *
 * <p>Example: of {@code forged, 192.0.2.7, 10.0.0.1} with two trusted proxies it is 192.0.2.7, with
 * none the first.
 */
final class ForwardedFor {
  static final String HEADER = "X-Forwarded-For";

  private ForwardedFor() {}

  /** The entry of the farthest trusted proxy, or the first; null where there is none. */
  static @Nullable String user(List<String> headers, int trustedHops) {
    if (headers.isEmpty()) {
      return null;
    }
    String[] hops = String.join(",", headers).split(",", -1);
    if (trustedHops > hops.length) {
      return null;
    }
    String hop = hops[trustedHops == 0 ? 0 : hops.length - trustedHops].trim();
    return hop.isEmpty() ? null : hop;
  }
}
