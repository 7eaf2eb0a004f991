package ai.openclaw.lb.health;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/** A body in chunks, each with its size before it, and perhaps trailers after them. */
final class ChunkedBody implements AnswerBody {
  /** How long the line before a chunk may be, and the trailers together. */
  static final int MAX_LINE_BYTES = 1024;

  /** More digits than any body has bytes are no size. */
  private static final Pattern SIZE = Pattern.compile("[0-9A-Fa-f]{1,15}");

  private enum Expected {
    SIZE,
    DATA,
    END_OF_DATA,
    TRAILER,
    NOTHING
  }

  private final AnswerLine line = new AnswerLine(MAX_LINE_BYTES);
  private Expected expected = Expected.SIZE;
  private SizedBody chunk = new SizedBody(0);

  @Override
  public boolean take(ByteBuffer from, BodyStart to) throws ProtocolException {
    while (expected != Expected.NOTHING && from.hasRemaining()) {
      if (expected != Expected.DATA) {
        takeLine(from);
      } else if (chunk.take(from, to)) {
        expected = Expected.END_OF_DATA;
      }
    }
    return expected == Expected.NOTHING;
  }

  private void takeLine(ByteBuffer from) throws ProtocolException {
    if (!line.take(from)) {
      return;
    }
    String text = line.next();
    switch (expected) {
      case SIZE -> begin(size(text));
      case END_OF_DATA -> end(text);
      default -> expected = text.isEmpty() ? Expected.NOTHING : Expected.TRAILER;
    }
  }

  private void begin(long size) {
    chunk = new SizedBody(size);
    expected = size == 0 ? Expected.TRAILER : Expected.DATA;
    line.refill();
  }

  private void end(String afterData) throws ProtocolException {
    if (!afterData.isEmpty()) {
      throw new ProtocolException("A chunk is longer than its size");
    }
    expected = Expected.SIZE;
    line.refill();
  }

  private static long size(String text) throws ProtocolException {
    int extension = text.indexOf(';');
    String digits = (extension < 0 ? text : text.substring(0, extension)).strip();
    if (!SIZE.matcher(digits).matches()) {
      throw new ProtocolException("Invalid chunk size: \"" + text + "\"");
    }
    return Long.parseLong(digits, 16);
  }

  @Override
  public boolean endsWithConnection() {
    return false;
  }
}
