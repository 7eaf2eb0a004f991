package ai.openclaw.lb;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a session's token says. As text it is 68 characters of base64url, in bytes: the version 1, the
 * pool (6), the agent (8), the session (8), the time of issue (8), and 160 bits of the HMAC of all
 * that (20).
 *
 * @param pool a keyed hash of the name of the pool that issued it, of 48 bits
 * @param agent a keyed hash of the agent's id
 * @param session the session's random id
 * @param issuedMillis when it was issued, in milliseconds since 1970
 */
record SessionToken(long pool, long agent, long session, long issuedMillis) {
  private static final byte VERSION = 1;
  private static final int POOL_BITS = 48;
  private static final int BODY = 1 + POOL_BITS / Byte.SIZE + 3 * Long.BYTES;
  private static final int MAC = 20;

  /** Characters of a token's text, which fill whole bytes: no two texts say the same. */
  static final int LENGTH = (BODY + MAC) * 4 / 3;

  /** What tokens name a pool by. */
  static long pool(byte[] keyedHash) {
    return ByteBuffer.wrap(keyedHash).getLong() >>> (Long.SIZE - POOL_BITS);
  }

  String text(Hmac hmac) {
    byte[] body = ByteBuffer.allocate(BODY)
        .put(VERSION)
        .putShort((short) (pool >>> Integer.SIZE))
        .putInt((int) pool)
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
    long pool = Short.toUnsignedLong(fields.getShort()) << Integer.SIZE
        | Integer.toUnsignedLong(fields.getInt());
    return new SessionToken(pool, fields.getLong(), fields.getLong(), fields.getLong());
  }

  private static byte[] bytes(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }
}
