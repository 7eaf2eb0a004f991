package ai.openclaw.lb;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a session's token says. As text it is 60 characters of base64url, in bytes: the version 1, the
 * agent (8), the session (8), the time of issue (8), and 160 bits of the HMAC of all that (20).
 *
 * @param agent a keyed hash of the agent's id
 * @param session the session's random id
 * @param issuedMillis when it was issued, in milliseconds since 1970
 */
record SessionToken(long agent, long session, long issuedMillis) {
  private static final byte VERSION = 1;
  private static final int BODY = 1 + 3 * Long.BYTES;
  private static final int MAC = 20;

  /** Characters of a token's text, which fill whole bytes: no two texts say the same. */
  static final int LENGTH = (BODY + MAC) * 4 / 3;

  String text(Hmac hmac) {
    byte[] body = ByteBuffer.allocate(BODY)
        .put(VERSION)
        .putLong(agent)
        .putLong(session)
        .putLong(issuedMillis)
        .array();
    byte[] whole = Arrays.copyOf(body, BODY + MAC);
    System.arraycopy(hmac.sign(body), 0, whole, BODY, MAC);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
  }

  /** Reads a token; null for any text that was not made with this key. */
  static @Nullable SessionToken read(String text, Hmac hmac) {
    byte[] whole = bytes(text);
    if (whole.length != BODY + MAC || whole[0] != VERSION) {
      return null;
    }
    byte[] body = Arrays.copyOf(whole, BODY);
    byte[] mac = Arrays.copyOf(hmac.sign(body), MAC);
    if (!MessageDigest.isEqual(mac, Arrays.copyOfRange(whole, BODY, BODY + MAC))) {
      return null;
    }
    ByteBuffer fields = ByteBuffer.wrap(body).position(1);
    return new SessionToken(fields.getLong(), fields.getLong(), fields.getLong());
  }

  private static byte[] bytes(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }
}
