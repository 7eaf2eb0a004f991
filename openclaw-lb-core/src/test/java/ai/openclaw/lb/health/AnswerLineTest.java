package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerLineTest {
  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void linesEndWithLfWhateverCameBefore() throws ProtocolException {
    AnswerLine line = new AnswerLine(100);
    ByteBuffer from = bytes("one\r\ntwo\n\r\n\nth\rree\r\r\nlast");
    for (String expected : new String[] {"one", "two", "", "", "th\rree\r"}) {
      assertTrue(line.take(from));
      assertEquals(expected, line.next());
    }
    assertFalse(line.take(from));
    assertEquals("last", line.next());
  }

  @Test
  void theLimitHoldsForAllLinesUntilRefilled() throws ProtocolException {
    AnswerLine line = new AnswerLine(4);
    assertTrue(line.take(bytes("a\n")));
    assertTrue(line.take(bytes("b\n")));
    line.refill();
    assertFalse(line.take(bytes("cdef")));
    assertEquals(
        "over 4 bytes without a body",
        assertThrows(ProtocolException.class, () -> line.take(bytes("\n"))).getMessage());
  }

  @Test
  void theBeginningOfALineTellsWhatItIs() throws ProtocolException {
    AnswerLine line = new AnswerLine(1000);
    assertTrue(line.isLike("HTTP"));
    line.take(bytes("HT"));
    assertTrue(line.isLike("HTTP"));
    assertFalse(line.isLike("HA"));
    line.take(bytes("TP/1.1" + "x".repeat(500)));
    assertTrue(line.isLike("HTTP"));
    assertFalse(line.isLike("HTTP/2"));
  }
}
