package ai.openclaw.lb.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a pool's algorithm goes by. Immutable.
 *
 * @param hashKey what {@code consistent_hash} hashes: {@link #SESSION}, {@link #CLIENT_IP}, or
 *     {@code attribute:} and an attribute's name; null for the session's, else the address
 * @param failurePenalty what failures count as: {@code failure_penalty}
 */
public record BalancingConfig(@Nullable String hashKey, FailurePenaltyConfig failurePenalty) {
  /** The {@link #hashKey} that is the session's. */
  public static final String SESSION = "session";

  /** The {@link #hashKey} that is the user's address. */
  public static final String CLIENT_IP = "client_ip";

  /** An automatic key, and the default penalty. */
  public static final BalancingConfig DEFAULT =
      new BalancingConfig(null, FailurePenaltyConfig.DEFAULT);

  static final String ATTRIBUTE = "attribute:";

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public BalancingConfig {
    if (hashKey != null) {
      Rules.HASH_KEY.check("hash_key", hashKey);
    }
    Objects.requireNonNull(failurePenalty, "failure_penalty");
  }

  /** The request attribute that is hashed, which the pool reads; null where none is. */
  public @Nullable String hashAttribute() {
    return hashKey != null && hashKey.startsWith(ATTRIBUTE)
        ? hashKey.substring(ATTRIBUTE.length())
        : null;
  }

  /** This balancing by another key; null for an automatic one. */
  public BalancingConfig withHashKey(@Nullable String newHashKey) {
    return new BalancingConfig(newHashKey, failurePenalty);
  }

  /** This balancing with another penalty. */
  public BalancingConfig withFailurePenalty(FailurePenaltyConfig newFailurePenalty) {
    return new BalancingConfig(hashKey, newFailurePenalty);
  }
}
