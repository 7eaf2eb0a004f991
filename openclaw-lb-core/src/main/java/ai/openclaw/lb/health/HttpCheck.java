package ai.openclaw.lb.health;

import ai.openclaw.lb.config.ExpectedAnswer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP probe asks and how its answer is judged, whichever HTTP client sends it. Immutable.
 *
 * <p>The answer must have the expected status and, where given, contain a text (in UTF-8, within the
 * first {@value #MAX_BODY_BYTES} bytes of the body). Whatever the status, a body that is declared as
 * JSON may report the agent's load ({@link LoadReport#fromJson}); so may one that is read for its text.
 */
public final class HttpCheck {
  /** How much of a body a probe reads. */
  public static final int MAX_BODY_BYTES = 64 * 1024;

  /** What a probe says it is, unless configured headers say otherwise. */
  public static final String USER_AGENT = "openclaw-lb-probe";

  private final String endpoint;
  private final ExpectedAnswer expected;

  /**
   * A check of one endpoint.
   *
   * @param endpoint path, and query if any, below each target's base path
   * @throws IllegalArgumentException if the endpoint can't be part of a URL
   */
  public HttpCheck(String endpoint, ExpectedAnswer expected) {
    this.endpoint = endpoint.startsWith("/") ? endpoint : "/" + endpoint;
    this.expected = expected;
    if (URI.create("http://agent" + this.endpoint).getRawFragment() != null) {
      throw new IllegalArgumentException("endpoint: " + endpoint + " (expected: no fragment)");
    }
  }

  /** Where a GET asks the target. */
  public URI url(ProbeTarget target) {
    URI base = target.uri();
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return URI.create(base.getScheme() + "://" + base.getRawAuthority() + prefix + endpoint);
  }

  /**
   * Whether the body of an answer of this type matters: {@code application/json}, {@code text/json}
   * and {@code x/y+json} do, and all do where a text is expected.
   */
  public boolean reads(@Nullable String contentType) {
    if (expected.bodyContains() != null || contentType == null) {
      return expected.bodyContains() != null;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    String name = type.strip().toLowerCase(Locale.ROOT);
    return name.endsWith("/json") || name.endsWith("+json");
  }

  /**
   * Judges an answer.
   *
   * @param bytes its body, or the beginning of one longer than {@value #MAX_BODY_BYTES} bytes; empty
   *     where it does not {@linkplain #reads matter}
   */
  public ProbeResult answered(int status, byte[] bytes) {
    String body = new String(bytes, StandardCharsets.UTF_8);
    return judge(status, body).withLoad(LoadReport.fromJson(body));
  }

  private ProbeResult judge(int status, String body) {
    if (!expected.status().matches(status)) {
      String redirect = status / 100 == 3 ? ", redirect not followed" : "";
      return ProbeResult.failed(
          status, "status " + status + " (expected: " + expected.status() + ")" + redirect);
    }
    String text = expected.bodyContains();
    return text == null || body.contains(text)
        ? ProbeResult.passed(status)
        : ProbeResult.failed(status, "body lacks " + text);
  }

  /** Says why no answer came: {@code connect refused}, {@code host not found: agent-1}. */
  public ProbeResult unanswered(ProbeTarget target, Throwable error) {
    return Failure.of(target, error);
  }
}
