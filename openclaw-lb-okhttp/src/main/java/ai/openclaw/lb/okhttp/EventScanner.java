package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events in the bytes of a stream of server-sent events, in pieces of any size, by the rules
 * of the <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML standard</a>:
 * lines end with CR, LF or both; lines without a colon and comments are no data; an empty line ends an
 * event; an event without data is none. Not thread-safe.
 *
 * <p>An event is read up to 64 KiB; a longer one is content. Once there was content only events that
 * could be errors are looked at more closely. Cost: O(1) a byte, at most 64 KiB of memory.
 *
 * <p>Example: after {@code ": ping", "", "data: hi"} there is nothing yet, after one more {@code ""}
 * there is content.
 */
final class EventScanner {
  static final int MAX_EVENT_BYTES = 64 * 1024;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private boolean afterCarriageReturn;
  private boolean tooLong;
  private boolean content;
  private @Nullable Outcome openingError;
  private @Nullable Outcome error;

  /** What an error before any content amounts to; null where there was none. */
  @Nullable
  Outcome openingError() {
    return openingError;
  }

  /** What the latest error amounts to; null while there was none. */
  @Nullable
  Outcome error() {
    return error;
  }

  /** Whether it is known how the stream begins: with content, or with an error. */
  boolean isDecided() {
    return content || error != null;
  }

  void scan(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      byte b = bytes[i];
      if (b == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
        continue;
      }
      afterCarriageReturn = b == '\r';
      if (b == '\n' || b == '\r') {
        lineEnded();
      } else if (line.size() < MAX_EVENT_BYTES) {
        line.write(b);
      } else {
        tooLong = true;
      }
    }
  }

  /** The stream is over: an event that lacks its empty line counts all the same. */
  void end() {
    if (line.size() > 0) {
      lineEnded();
    }
    eventEnded();
  }

  private void lineEnded() {
    if (line.size() == 0) {
      eventEnded();
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.charAt(0) == BYTE_ORDER_MARK) {
      text = text.substring(1);
    }
    int colon = text.indexOf(':');
    if (colon > 0) {
      int start = text.startsWith(" ", colon + 1) ? colon + 2 : colon + 1;
      field(text.substring(0, colon), text.substring(start));
    }
  }

  private void field(String name, String value) {
    if (name.equals("event")) {
      type = value;
    } else if (name.equals("data") && data.length() + value.length() <= MAX_EVENT_BYTES) {
      data.append(value).append('\n');
    } else if (name.equals("data")) {
      tooLong = true;
    }
  }

  private void eventEnded() {
    if (tooLong) {
      content = true;
    } else if (data.length() > 1 && (!content || mayBeError())) {
      look(StreamEvent.of(type, data.substring(0, data.length() - 1)));
    }
    type = "";
    data.setLength(0);
    tooLong = false;
  }

  private boolean mayBeError() {
    return type.startsWith("error")
        || type.startsWith("response.failed")
        || data.indexOf("\"error\"") >= 0;
  }

  private void look(StreamEvent event) {
    if (!isDecided()) {
      openingError = event.error();
    }
    content |= event.content();
    if (event.error() != null) {
      error = event.error();
    }
  }
}
