package ai.openclaw.lb.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the standalone process is steered: the section {@code admin}. Immutable.
 *
 * @param listen {@code host:port}
 * @param token what requests have to bear, from elsewhere than this machine at least; null for none
 */
public record AdminConfig(String listen, @Nullable Secret token) {
  /** On this machine alone, port 9091, without a token. */
  public static final AdminConfig DEFAULT = new AdminConfig("127.0.0.1:9091", null);

  /**
   * Checks the address.
   *
   * @throws IllegalArgumentException if it is none
   */
  public AdminConfig {
    Rules.LISTEN_ADDRESS.check("admin.listen", Objects.requireNonNull(listen, "admin.listen"));
  }

  static AdminConfig read(@Nullable Section admin) {
    if (admin == null) {
      return DEFAULT;
    }
    return new AdminConfig(
        Located.or(admin.text("listen", Rules.LISTEN_ADDRESS), DEFAULT.listen),
        Located.orNull(admin.read("token", Format.SECRET, Secret.LONG_ENOUGH)));
  }
}
