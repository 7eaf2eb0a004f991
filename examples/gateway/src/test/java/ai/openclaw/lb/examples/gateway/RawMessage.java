package ai.openclaw.lb.examples.gateway;

import java.util.Locale;

/**
 * A request or an answer as it came over the wire.
 *
 * @param head first line and headers, with their line ends
 * @param body decoded where it came in chunks; each character is a byte
 */
record RawMessage(String head, String body) {
  String firstLine() {
    return head.substring(0, head.indexOf("\r\n"));
  }

  /** The status of an answer. */
  int status() {
    return Integer.parseInt(firstLine().split(" ", 3)[1]);
  }

  /** The path and query of a request. */
  String target() {
    return firstLine().split(" ", 3)[1];
  }

  /** The value of a header; null where there is none. */
  String header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(start)) {
        return line.substring(start.length()).trim();
      }
    }
    return null;
  }
}
