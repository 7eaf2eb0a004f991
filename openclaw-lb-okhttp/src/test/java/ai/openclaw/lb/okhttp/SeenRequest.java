package ai.openclaw.lb.okhttp;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A request as it came over the wire: its head byte for byte, and its body, decoded where chunked. */
final class SeenRequest {
  private final String head;
  private volatile byte[] body = new byte[0];

  private SeenRequest(String head) {
    this.head = head;
  }

  /** Reads a request; null at the end of the connection. A body that was not yet asked for is left. */
  static SeenRequest read(InputStream in) throws IOException {
    String head = head(in);
    if (head == null) {
      return null;
    }
    SeenRequest seen = new SeenRequest(head);
    if (!seen.expectsContinue()) {
      seen.readBody(in);
    }
    return seen;
  }

  void readBody(InputStream in) throws IOException {
    String length = header("Content-Length");
    if (length != null) {
      body = exactly(in, Integer.parseInt(length));
    } else if ("chunked".equals(header("Transfer-Encoding"))) {
      body = chunks(in);
    }
  }

  /** Request line and headers, with their line ends. */
  String head() {
    return head;
  }

  /** The request line without its line end. */
  String line() {
    return head.substring(0, head.indexOf("\r\n"));
  }

  /** The request target: path and query. */
  String target() {
    return line().split(" ")[1];
  }

  String body() {
    return new String(body, StandardCharsets.UTF_8);
  }

  boolean expectsContinue() {
    return "100-continue".equals(header("Expect"));
  }

  String header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith(start)) {
        return line.substring(start.length()).trim();
      }
    }
    return null;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!endsWith(head, "\r\n\r\n")) {
      int c = in.read();
      if (c < 0) {
        return null;
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static boolean endsWith(StringBuilder text, String end) {
    int start = text.length() - end.length();
    return start >= 0 && text.indexOf(end, start) == start;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      all.write(exactly(in, size));
      exactly(in, 2);
    }
    exactly(in, 2);
    return all.toByteArray();
  }

  private static int chunkSize(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (!endsWith(line, "\r\n")) {
      line.append((char) exactly(in, 1)[0]);
    }
    return Integer.parseInt(line.toString().trim(), 16);
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }
}
