package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.config.FallbackResponse;
import ai.openclaw.lb.config.OverQuotaResponse;
import ai.openclaw.lb.config.PoolConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
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
    return response(request, fallback.status(), fallback.body(), reason, retryAfter);
  }

  /** What a call gets that is over the pool's quota; it always says when to ask again. */
  static Response overQuota(Request request, PoolConfig pool, NoAgentAvailableException none) {
    OverQuotaResponse configured = pool.quota().overQuotaResponse();
    String body = configured.body() == null ? overQuotaBody(pool.name()) : configured.body();
    Duration retryAfter = Objects.requireNonNullElse(none.retryAfter(), Duration.ZERO);
    return response(request, configured.status(), body, none.reason().label(), retryAfter);
  }

  /** A pool's name is of visible ASCII: two of its characters mean something to JSON. */
  private static String overQuotaBody(String pool) {
    String name = pool.replace("\\", "\\\\").replace("\"", "\\\"");
    return "{\"error\": \"over the quota of " + name + "\", \"code\": \"OVER_QUOTA\", \"pool\": \""
        + name + "\"}";
  }

  private static Response response(
      Request request, int status, String body, String reason, @Nullable Duration retryAfter) {
    MediaType type = looksLikeJson(body) ? JSON : TEXT;
    Response.Builder response = new Response.Builder()
        .request(request)
        .protocol(Protocol.HTTP_1_1)
        .code(status)
        .message("Fallback")
        .header("Content-Type", type.toString())
        .header(AgentPoolInterceptor.FALLBACK_HEADER, reason)
        .body(ResponseBody.create(bytes(request, body), type));
    if (retryAfter != null) {
      response.header("Retry-After", Long.toString(wholeSeconds(retryAfter)));
    }
    return response.build();
  }

  private static byte[] bytes(Request request, String body) {
    return request.method().equals("HEAD") ? NOTHING : body.getBytes(StandardCharsets.UTF_8);
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
