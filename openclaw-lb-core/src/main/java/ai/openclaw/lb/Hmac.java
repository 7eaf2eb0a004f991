package ai.openclaw.lb;

import ai.openclaw.lb.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * HMAC-SHA256 with one key. Thread-safe: each use takes a {@link Mac} of its own, some 1 µs, which
 * is for new sessions only.
 */
final class Hmac {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;

  private Hmac(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** With this secret, or a random key where there is none. */
  static Hmac of(@Nullable Secret secret) {
    if (secret != null) {
      return new Hmac(secret.bytes());
    }
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
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + ", which every Java platform has", e);
    }
  }
}
