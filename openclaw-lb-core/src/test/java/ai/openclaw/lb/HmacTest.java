package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.openclaw.lb.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HmacTest {
  private static final byte[] MESSAGE = "Hi There".getBytes(StandardCharsets.UTF_8);

  /** RFC 4231, test case 1. */
  @Test
  void isHmacSha256() {
    Hmac hmac = Hmac.of(Secret.of("\013".repeat(20)));
    assertEquals(
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        HexFormat.of().formatHex(hmac.sign(MESSAGE)));
  }

  @Test
  void keysOfTwoPurposesDiffer() {
    Hmac hmac = Hmac.of(Secret.of("a-secret-of-16-bytes"));
    byte[] token = hmac.forPurpose("token").sign(MESSAGE);
    assertFalse(Arrays.equals(token, hmac.forPurpose("agent").sign(MESSAGE)));
    assertFalse(Arrays.equals(token, hmac.sign(MESSAGE)));
    assertArrayEquals(token, hmac.forPurpose("token").sign(MESSAGE));
  }

  @Test
  void withoutASecretEachKeyIsItsOwn() {
    Hmac hmac = Hmac.of(null);
    assertFalse(Arrays.equals(hmac.sign(MESSAGE), Hmac.of(null).sign(MESSAGE)));
    assertArrayEquals(hmac.sign(MESSAGE), hmac.sign(MESSAGE));
  }
}
