package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.config.FallbackResponse;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** Makes the response that a caller gets when no agent can answer. */
final class Fallbacks {
  private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");
  private static final MediaType TEXT = MediaType.get("text/plain; charset=utf-8");

  private Fallbacks() {}

  /** The configured status and body, byte for byte, with the reason in a header. */
  static Response response(Request request, FallbackResponse fallback, String reason) {
    byte[] body = fallback.body().getBytes(StandardCharsets.UTF_8);
    MediaType type = looksLikeJson(fallback.body()) ? JSON : TEXT;
    return new Response.Builder()
        .request(request)
        .protocol(Protocol.HTTP_1_1)
        .code(fallback.status())
        .message("Fallback")
        .header("Content-Type", type.toString())
        .header(AgentPoolInterceptor.FALLBACK_HEADER, reason)
        .body(ResponseBody.create(body, type))
        .build();
  }

  private static boolean looksLikeJson(String body) {
    String text = body.stripLeading();
    return text.startsWith("{") || text.startsWith("[");
  }
}
