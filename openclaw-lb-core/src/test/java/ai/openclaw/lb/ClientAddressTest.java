package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.SEED;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1:8080",
    "192.0.2.1, ' 192.0.2.1 '",
    "192.0.2.1, ::ffff:192.0.2.1",
    "192.0.2.1, ::FFFF:c000:201",
    "192.0.2.1, [::ffff:192.0.2.1]:443",
    "2001:db8::1, 2001:db8::2",
    "2001:db8::1, 2001:0DB8:0:0:ffff:ffff:ffff:ffff",
    "2001:db8::1, [2001:db8::9]",
    "2001:db8::1, [2001:db8::9]:65535",
    "fe80::1, fe80::2%eth0",
    "fe80::1, [fe80::2%25eth0]:80",
    "::1, ::2"
  })
  void userIsTheSame(String one, String other) {
    assertNotEquals(ClientAddress.NONE, ClientAddress.key(one));
    assertEquals(ClientAddress.key(one), ClientAddress.key(other));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2",
    "192.0.2.1, 1.2.0.192",
    "2001:db8::1, 2001:db8:0:1::1",
    "192.0.2.1, 2001:db8::1",
    "0.0.0.0, ::1"
  })
  void userIsAnother(String one, String other) {
    assertNotEquals(ClientAddress.key(one), ClientAddress.key(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "unknown",
        "localhost",
        "example.com",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.-4",
        "1..2.3",
        "0001.2.3.4",
        "1.2.3.4x",
        "\u0661.2.3.4",
        ":",
        "::",
        "[",
        "[]",
        "[]:80",
        "]",
        "%",
        "[::1",
        ":::",
        "1:2:3",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::1",
        "1.2.3.4:80:90",
        "_hidden",
        "[1.2.3.4"
      })
  void garbageIsNoUser(String text) {
    boolean unspecified = text.equals("::");
    assertEquals(unspecified, ClientAddress.key(text) != ClientAddress.NONE, text);
  }

  @Test
  void hugeTextIsNoUser() {
    assertEquals(ClientAddress.NONE, ClientAddress.key("1".repeat(8 * 1024)));
    assertEquals(ClientAddress.NONE, ClientAddress.key("::1%" + "z".repeat(8 * 1024)));
  }

  @Test
  void noTextIsAnError() {
    Random random = new Random(SEED);
    String alphabet = "0123456789abcdef::::....[]% x\u00e9";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      random
          .ints(random.nextInt(20), 0, alphabet.length())
          .forEach(c -> text.append(alphabet.charAt(c)));
      assertDoesNotThrow(
          () -> ClientAddress.key(text.toString()), () -> "seed " + SEED + ": " + text);
    }
  }
}
