package ai.openclaw.lb.config;

import java.net.URI;

/**
 * Where the quotas of a document are kept that several processes share: {@code quota_store}.
 * Immutable.
 *
 * @param uri a Redis server's address, {@code redis://[[user:]password@]host[:port][/database]}, or
 *     {@code rediss://} for TLS
 * @param callers how many processes share the quotas, 1 to 100000: while the store is away, each
 *     admits this part of them
 */
public record QuotaStoreConfig(String uri, int callers) {
  /** What messages show instead of an address, which may hold a password. */
  static final String HIDDEN = "(not shown)";

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described; the message does not repeat the
   *     address, which may hold a password
   */
  public QuotaStoreConfig {
    if (!Rules.STORE_URI.accepts(uri)) {
      throw new IllegalArgumentException(Shown.problem("uri", HIDDEN, Rules.STORE_URI.expected()));
    }
    Rules.CALLERS.check("callers", callers);
  }

  /** The address without user and password. */
  public String address() {
    URI parsed = URI.create(uri);
    String port = parsed.getPort() == -1 ? "" : ":" + parsed.getPort();
    return parsed.getScheme() + "://" + parsed.getHost() + port + parsed.getPath();
  }

  @Override
  public String toString() {
    return "QuotaStoreConfig[uri=" + address() + ", callers=" + callers + "]";
  }
}
