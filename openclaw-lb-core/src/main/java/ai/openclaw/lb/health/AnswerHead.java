package ai.openclaw.lb.health;

import java.net.ProtocolException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The status line and the headers of an HTTP/1.x answer: what matters of them to a probe. Strict
 * where an answer's end could be mistaken. Used by one thread.
 */
final class AnswerHead {
  /** How every answer begins. */
  static final String BEGINNING = "HTTP/1.";

  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[0-9] ([1-9][0-9]{2})(?: [^\r]*)?");

  /** More digits than any body has bytes are no length. */
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final int SWITCHING_PROTOCOLS = 101;

  private final int status;
  private boolean chunked;
  private boolean coded;
  private @Nullable Long length;
  private @Nullable String contentType;

  /**
   * A head without headers yet.
   *
   * @throws ProtocolException if that is no status line
   */
  AnswerHead(String statusLine) throws ProtocolException {
    Matcher matcher = STATUS_LINE.matcher(statusLine);
    if (!matcher.matches()) {
      throw noStatusLine(statusLine);
    }
    this.status = Integer.parseInt(matcher.group(1));
  }

  static ProtocolException noStatusLine(String line) {
    return new ProtocolException("Invalid status line: \"" + line + "\"");
  }

  /**
   * Takes one header, without its line's end. Of a header on several lines, the first counts.
   *
   * @throws ProtocolException if it is none, or its value can't be true
   */
  void header(String line) throws ProtocolException {
    if (line.startsWith(" ") || line.startsWith("\t")) {
      return;
    }
    int colon = line.indexOf(':');
    if (colon < 0 || !NAME.matcher(line.substring(0, colon)).matches() || line.indexOf('\r') >= 0) {
      throw new ProtocolException("Invalid header: \"" + line + "\"");
    }
    String value = line.substring(colon + 1).strip();
    switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
      case "content-length" -> length(value);
      case "transfer-encoding" -> coding(value);
      case "content-type" -> contentType = contentType == null ? value : contentType;
      default -> {} // says nothing to a probe
    }
  }

  private void length(String value) throws ProtocolException {
    for (String each : value.split(",", -1)) {
      String digits = each.strip();
      if (!LENGTH.matcher(digits).matches()) {
        throw new ProtocolException("Invalid Content-Length: \"" + value + "\"");
      }
      long told = Long.parseLong(digits);
      if (length != null && length != told) {
        throw new ProtocolException("Two lengths: " + length + " and " + told);
      }
      length = told;
    }
  }

  private void coding(String value) {
    String last = value.substring(value.lastIndexOf(',') + 1).strip();
    chunked = last.equalsIgnoreCase("chunked");
    coded = true;
  }

  /** Whether another answer follows this one. */
  boolean isInterim() {
    return status < 200 && status != SWITCHING_PROTOCOLS;
  }

  int status() {
    return status;
  }

  @Nullable
  String contentType() {
    return contentType;
  }

  /** The body that follows this head. */
  AnswerBody body() {
    if (status < 200 || status == 204 || status == 304) {
      return new SizedBody(0);
    }
    if (chunked) {
      return new ChunkedBody();
    }
    return length == null || coded ? new UnsizedBody() : new SizedBody(length);
  }
}
