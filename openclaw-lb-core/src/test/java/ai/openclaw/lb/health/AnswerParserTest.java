package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {
  private static final int ENOUGH = BodyStart.MAX_BYTES;

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static AnswerParser reader() {
    return new AnswerParser(type -> true);
  }

  /** Feeds pieces, the end of the connection after them, and shows what came of it. */
  private static String fed(String... pieces) throws IOException {
    AnswerParser parser = reader();
    for (String piece : pieces) {
      if (parser.take(bytes(piece))) {
        return shown(parser);
      }
    }
    parser.end();
    return shown(parser) + " until the end";
  }

  private static String shown(AnswerParser parser) {
    return parser.status() + ":" + new String(parser.body(), StandardCharsets.ISO_8859_1);
  }

  private static String refusal(String answer) {
    ProtocolException refused = assertThrows(ProtocolException.class, () -> fed(answer), answer);
    byByte(answer, refused.getMessage());
    return refused.getMessage();
  }

  private static void byByte(String answer, String expected) {
    String[] pieces = answer.split("");
    assertEquals(
        expected, assertThrows(ProtocolException.class, () -> fed(pieces)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.0 200\r\ncontent-length:5\r\n\r\nhello",
        "HTTP/1.1 200 \n\tfolded\nCONTENT-LENGTH: 5 , 5\nContent-Length: 5\n\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=\"b\"\r\nllo\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n005 \nhello\n0\nTrailer: x\nMore: y\n\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: x, Chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\nContent-Length: 3\r\n\r\nHTTP/1.1 103 Hints\r\nLink: a\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
      })
  void anAnswerIsTheSameHoweverItIsCut(String answer) throws IOException {
    for (int i = 0; i <= answer.length(); i++) {
      String[] cut = {answer.substring(0, i), "", answer.substring(i)};
      assertEquals("200:hello", fed(cut), () -> String.join("|", cut));
    }
    assertEquals("200:hello", fed(answer.split("")));
    assertEquals("200:hello", fed(answer + "HTTP/1.1 500 Next\r\n\r\n"));
  }

  @Test
  void aBodyWithoutLengthEndsWithTheConnection() throws IOException {
    assertEquals("200:hello until the end", fed("HTTP/1.1 200 OK\r\n\r\nhel", "lo"));
    assertEquals("200: until the end", fed("HTTP/1.1 200 OK\r\n\r\n"));
    assertEquals(
        "200:hello until the end",
        fed("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\nhello"));
  }

  @Test
  void someAnswersHaveNoBodyWhateverTheySay() throws IOException {
    String length = "\r\nContent-Length: 5\r\n\r\n";
    assertEquals("204:", fed("HTTP/1.1 204 No Content" + length));
    assertEquals("304:", fed("HTTP/1.1 304 Not Modified" + length));
    assertEquals("204:", fed("HTTP/1.1 204 X\r\nTransfer-Encoding: chunked\r\n\r\n"));
    assertEquals("200:", fed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    assertEquals("101:", fed("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"));
  }

  @Test
  void anAnswerThatBreaksOffIsNone() {
    String[] answers = {
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\n"
    };
    for (String answer : answers) {
      for (int end = 0; end < answer.length(); end++) {
        String part = answer.substring(0, end);
        EOFException lost = assertThrows(EOFException.class, () -> fed(part), part);
        String expected =
            end == 0 ? "closed without an answer" : "closed in the middle of the answer";
        assertEquals(expected, lost.getMessage());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/2 200\r\n",
        "HTTP/1.1\r\n",
        "HTTP/1.1 20\r\n",
        "HTTP/1.1 2000 OK\r\n",
        "HTTP/1.1 099 X\r\n",
        "HTTP/1.1 -20 X\r\n",
        "HTTP/1.1  200 OK\r\n",
        "HTTP/1.1 200 OK\rContent-Length: 0\r\n",
        "\r\nHTTP/1.1 200 OK\r\n",
        "<html>\n",
        "\u0015\u0003\u0001\u0000\u0002\u0002\n"
      })
  void whatHasNoStatusLineIsNoAnswer(String garbage) {
    String told = assertThrows(ProtocolException.class, () -> fed(garbage)).getMessage();
    assertTrue(told.startsWith("Invalid status line: \""), told);
    assertThrows(ProtocolException.class, () -> fed(garbage.split("")));
  }

  @Test
  void garbageIsToldBeforeItsLineEnds() {
    assertEquals("Invalid status line: \"S\"", refusal("S"));
    assertThrows(ProtocolException.class, () -> fed("\u0000\u0000\u0012\u0004"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no colon", ": no name", "a b: c", "Content-Length : 5", "A: b\rC: d"})
  void aHeaderThatIsNoneIsRefused(String header) {
    assertEquals(
        "Invalid header: \"" + header + "\"", refusal("HTTP/1.1 200 OK\r\n" + header + "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "+5",
        "0x5",
        "5 5",
        "",
        "5,",
        "1e3",
        "9223372036854775808",
        "99999999999999999999999"
      })
  void aLengthThatIsNoneIsRefused(String length) {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: ";
    assertEquals("Invalid Content-Length: \"" + length + "\"", refusal(head + length + "\r\n"));
  }

  @Test
  void lengthsThatDifferAreRefused() {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n";
    assertEquals("Two lengths: 5 and 6", refusal(head + "Content-Length: 6\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "", "0x5", ";a=b", "5 5", "g", "7fffffffffffffff1", "ffffffffffffffff"})
  void aChunkSizeThatIsNoneIsRefused(String size) {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertEquals("Invalid chunk size: \"" + size + "\"", refusal(head + size + "\r\n"));
  }

  @Test
  void aChunkLongerThanItsSizeIsRefused() {
    assertEquals(
        "A chunk is longer than its size",
        refusal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 999999999999999999",
        "Transfer-Encoding: chunked\r\n\r\n7ffffffffffffff",
        "Connection: close"
      })
  void ofAHugeBodyTheBeginningIsKept(String framing) throws IOException {
    AnswerParser parser = reader();
    assertFalse(parser.take(bytes("HTTP/1.1 200 OK\r\n" + framing + "\r\n")));
    assertFalse(parser.take(bytes(framing.startsWith("T") ? "" : "\r\n")));
    assertFalse(parser.take(bytes("x".repeat(ENOUGH - 1))));
    assertTrue(parser.take(bytes("x".repeat(ENOUGH))));
    assertEquals(ENOUGH, parser.body().length);
  }

  @Test
  void aBodyOfManyChunksIsCutOffToo() throws IOException {
    AnswerParser parser = reader();
    parser.take(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    ByteBuffer chunk = bytes("1;" + "e".repeat(1000) + "\r\nx\r\n");
    for (int i = 1; i < ENOUGH; i++) {
      assertFalse(parser.take(chunk.rewind()));
    }
    assertTrue(parser.take(chunk.rewind()));
    assertEquals(ENOUGH, parser.body().length);
  }

  @Test
  void aBodyThatDoesNotMatterIsReadAndNotKept() throws IOException {
    AnswerParser parser = new AnswerParser("text/json"::equals);
    assertFalse(parser.take(bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{")));
    assertTrue(parser.take(bytes("}")));
    assertEquals("200:", shown(parser));
    parser = new AnswerParser("text/json"::equals);
    parser.take(bytes("HTTP/1.1 200 OK\r\ncontent-type:  text/json \r\nContent-Type: b\r\n\r\n{}"));
    parser.end();
    assertEquals("200:{}", shown(parser));
  }

  @Test
  void headsHaveALimitTogether() {
    String limit = "over 16384 bytes without a body";
    String flood = "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(10_000);
    assertEquals(limit, refusal(flood));
    assertEquals(limit, refusal("HTTP/1.1 200 " + "x".repeat(20_000)));
    assertEquals(limit, refusal("HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000)));
  }

  @Test
  void linesOfChunksHaveALimit() {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    String limit = "over 1024 bytes without a body";
    assertEquals(limit, refusal(head + "1;" + "e".repeat(2_000)));
    assertEquals(limit, refusal(head + "0".repeat(2_000)));
    assertEquals(limit, refusal(head + "1\r\nx" + "\r".repeat(2_000)));
    assertEquals(limit, refusal(head + "0\r\n" + "A: b\r\n".repeat(500)));
  }
}
