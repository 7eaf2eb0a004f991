package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.config.FallbackResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** Makes the response that a caller gets when no agent can answer. */
final class Fallbacks {
  private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");
  private static final MediaType TEXT = MediaType.get("text/plain; charset=utf-8");

  private static final byte[] NOTHING = {};

  private Fallbacks() {}

  /**
   * The configured status and body, byte for byte, with the reason in a header.
   *
   * @param retryAfter when to ask again, where that is known
   */
  static Response response(
      Request request, FallbackResponse fallback, String reason, @Nullable Duration retryAfter) {
    MediaType type = looksLikeJson(fallback.body()) ? JSON : TEXT;
    Response.Builder response = new Response.Builder()
        .request(request)
        .protocol(Protocol.HTTP_1_1)
        .code(fallback.status())
        .message("Fallback")
        .header("Content-Type", type.toString())
        .header(AgentPoolInterceptor.FALLBACK_HEADER, reason)
        .body(ResponseBody.create(body(request, fallback), type));
    if (retryAfter != null) {
      response.header("Retry-After", Long.toString(wholeSeconds(retryAfter)));
    }
    return response.build();
  }

  private static byte[] body(Request request, FallbackResponse fallback) {
    return request.method().equals("HEAD")
        ? NOTHING
        : fallback.body().getBytes(StandardCharsets.UTF_8);
  }

  /** Rounded up, so that nobody comes back too early; 1 at least. */
  private static long wholeSeconds(Duration time) {
    return Math.max(1, time.plusSeconds(1).minusNanos(1).toSeconds());
  }

  private static boolean looksLikeJson(String body) {
    String text = body.stripLeading();
    return text.startsWith("{") || text.startsWith("[");
  }
}
