package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventScannerTest {
  private static final String ERROR = "data: {\"error\":{\"code\":503}}";

  private final EventScanner scanner = new EventScanner();

  private void scan(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    scanner.scan(bytes, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n\r\n\r\r",
        ": ping\n\n",
        ":\n\n:\n\n",
        "retry: 100\n\nid: 7\n\n",
        "event: message\n\n",
        "data\n\ndata:\n\ndata: \n\n",
        "data: not over yet\n",
        "database: 1\n\n",
        "event: ping\ndata: {}\n\n"
      })
  void isUndecided(String text) {
    scan(text);
    assertFalse(scanner.isDecided());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ERROR + "\n\n",
        ERROR + "\r\r",
        ERROR + "\r\n\r\n",
        "\uFEFF" + ERROR + "\n\n",
        ": ping\n\nretry: 1\nid: 2\n" + ERROR + "\n\n",
        "data: {\"error\":\ndata: {\"code\":503}}\n\n",
        "data: {\"error\":{\"code\":503}}\nevent: error\n\n",
        "data:{\"error\":{\"code\":503}}\n\n",
        ERROR + "\n\ndata: [DONE]\n\n",
        "event: ping\ndata: {}\n\n" + ERROR + "\n\ndata: content\n\n"
      })
  void beginsWithAnErrorHoweverItIsCut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int size = 1; size <= bytes.length; size++) {
      EventScanner cut = new EventScanner();
      for (int from = 0; from < bytes.length; from += size) {
        byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(from + size, bytes.length));
        cut.scan(piece, piece.length);
      }
      assertEquals("status 503", String.valueOf(cut.openingError()), "pieces of " + size);
    }
  }

  @Test
  void anErrorAfterContentIsNoOpening() {
    scan("data: hi\n\n" + ERROR + "\n\n");
    assertNull(scanner.openingError());
    assertNotNull(scanner.error());
  }

  @Test
  void contentThatSpeaksOfErrorsIsContent() {
    scan("data: hi\n\ndata: {\"text\":{\"error\":\"quoted\"}}\n\n");
    assertTrue(scanner.isDecided());
    assertNull(scanner.error());
  }

  @Test
  void anEventWithoutItsEmptyLineCountsAtTheEnd() {
    scan(ERROR);
    assertFalse(scanner.isDecided());
    scanner.end();
    assertNotNull(scanner.openingError());
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: ", "ignored: ", ": "})
  void aLineBeyondTheLimitIsContentOnceItsEventEnds(String start) {
    scan(start + "x".repeat(EventScanner.MAX_EVENT_BYTES));
    assertFalse(scanner.isDecided());
    scan("\n\n");
    assertTrue(scanner.isDecided());
    assertNull(scanner.error());
  }

  @Test
  void anEventOfManyLinesBeyondTheLimitIsContent() {
    for (int i = 0; i < 100; i++) {
      scan("data: " + "x".repeat(1000) + "\n");
    }
    scan("\n");
    assertTrue(scanner.isDecided());
    assertNull(scanner.error());
    scan(ERROR + "\n\n");
    assertNotNull(scanner.error());
  }
}
