package ai.openclaw.lb.health;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The bytes of a GET over plain HTTP whose connection ends with it. Immutable. */
final class PlainRequest {
  private static final int DEFAULT_PORT = 80;
  private static final String LINE_END = "\r\n";

  /** All headers but the host's, each with its line's end. */
  private final String headers;

  /**
   * A request without its URL.
   *
   * @param headers added, or in the place of the probe's own {@code User-Agent}
   */
  PlainRequest(Map<String, String> headers) {
    StringBuilder lines = new StringBuilder("Connection: close").append(LINE_END);
    if (headers.keySet().stream().noneMatch("User-Agent"::equalsIgnoreCase)) {
      lines.append("User-Agent: ").append(HttpCheck.USER_AGENT).append(LINE_END);
    }
    headers.forEach(
        (name, value) -> lines.append(name).append(": ").append(value).append(LINE_END));
    this.headers = lines.toString();
  }

  /** The request for a URL, whose path is sent as it stands. */
  byte[] bytes(URI url) {
    String text = url.toASCIIString();
    URI ascii = text.equals(url.toString()) ? url : URI.create(text);
    String path =
        ascii.getRawPath() + (ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery());
    boolean usual = ascii.getPort() < 0 || ascii.getPort() == DEFAULT_PORT;
    String host = ascii.getHost() + (usual ? "" : ":" + ascii.getPort());
    String request =
        "GET " + path + " HTTP/1.1" + LINE_END + "Host: " + host + LINE_END + headers + LINE_END;
    return request.getBytes(StandardCharsets.US_ASCII);
  }
}
