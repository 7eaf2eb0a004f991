package ai.openclaw.lb.health;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of an HTTP answer, put together from the bytes that come. A line ends with LF, or CR LF.
 * Grows by what has come, up to a limit. Used by one thread.
 */
final class AnswerLine {
  private static final int FIRST_SIZE = 128;

  private final int limit;
  private byte[] bytes = new byte[FIRST_SIZE];
  private int length;

  /** Bytes that may still come before the limit is broken. */
  private int left;

  /**
   * An empty line.
   *
   * @param limit how many bytes all lines may have together, until {@link #refill}
   */
  AnswerLine(int limit) {
    this.limit = limit;
    this.left = limit;
  }

  /** As if no byte had come yet, as far as the limit goes. */
  void refill() {
    left = limit;
  }

  /**
   * Takes bytes up to the end of the line.
   *
   * @return whether that was among them: then {@link #next} gives the line
   * @throws ProtocolException if the limit is broken
   */
  boolean take(ByteBuffer from) throws ProtocolException {
    while (from.hasRemaining()) {
      if (left-- == 0) {
        throw new ProtocolException("over " + limit + " bytes without a body");
      }
      byte taken = from.get();
      if (taken == '\n') {
        return true;
      }
      append(taken);
    }
    return false;
  }

  private void append(byte taken) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, length * 2);
    }
    bytes[length] = taken;
    length++;
  }

  /** Whether what has come of the line is the beginning of such a text, or begins with it. */
  boolean isLike(String ascii) {
    for (int i = 0; i < Math.min(length, ascii.length()); i++) {
      if (bytes[i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** What has come of the line, without its end; the next one begins after it. */
  String next() {
    int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
    length = 0;
    return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
  }
}
