package ai.openclaw.lb;

import ai.openclaw.lb.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * HMAC-SHA256 with one key. Thread-safe: each use takes a copy of a {@link Mac} that has the key, or,
 * of a security provider whose Macs can't be copied, makes one.
 */
final class Hmac {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;

  /** Only ever copied; null where that is not possible. */
  private final @Nullable Mac prototype;

  private Hmac(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.prototype = prototype(this.key);
  }

  private static @Nullable Mac prototype(SecretKeySpec key) {
    try {
      return (Mac) withKey(key).clone();
    } catch (CloneNotSupportedException e) {
      return null;
    }
  }

  private static Mac withKey(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + ", which every Java platform has", e);
    }
  }

  /** The one of this process, whose key is random. */
  private static final class OfProcess {
    static final Hmac HMAC = random();
  }

  /** With this secret; where there is none, with a random key that all pools of the process share. */
  static Hmac of(@Nullable Secret secret) {
    return secret == null ? OfProcess.HMAC : new Hmac(secret.bytes());
  }

  /** With a random key. */
  static Hmac random() {
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    return new Hmac(random);
  }

  /** With a key of this one's, for one purpose alone. */
  Hmac forPurpose(String purpose) {
    return new Hmac(sign(purpose.getBytes(StandardCharsets.UTF_8)));
  }

  /** The 32 bytes that authenticate a message. */
  byte[] sign(byte[] message) {
    Mac known = prototype;
    return (known == null ? withKey(key) : copy(known)).doFinal(message);
  }

  private static Mac copy(Mac mac) {
    try {
      return (Mac) mac.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("a Mac that could be copied before", e);
    }
  }
}
