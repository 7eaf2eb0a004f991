package ai.openclaw.lb.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A text that no message, log or status shows. Immutable. */
public final class Secret {
  static final Rule<Secret> LONG_ENOUGH = new Rule<>(
      "a text of 16 bytes at least in UTF-8, from an environment variable best, as in ${NAME}",
      secret -> true);

  private static final int LEAST_BYTES = 16;

  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns this text as a secret.
   *
   * @throws IllegalArgumentException if it has fewer than 16 bytes in UTF-8
   */
  public static Secret of(String text) {
    Secret secret = parse(Objects.requireNonNull(text, "secret"));
    if (secret == null) {
      throw new IllegalArgumentException(
          Shown.problem("secret", Place.HIDDEN, LONG_ENOUGH.expected()));
    }
    return secret;
  }

  static @Nullable Secret parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length < LEAST_BYTES ? null : new Secret(bytes);
  }

  /** The text in UTF-8: a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  /** The same for all secrets: a hash would tell of them. */
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  /** Shows nothing of it. */
  @Override
  public String toString() {
    return "***";
  }
}
