package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.RequestContext;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Makes the request to the pools of what a client asked. */
final class AgentRequest {
  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD");

  /** What OkHttp says itself. */
  private static final Set<String> OURS = Set.of("host", "content-length", "expect");

  private AgentRequest() {}

  /**
   * Returns it.
   *
   * @param balanced the host that stands for the pools
   * @throws IllegalArgumentException if the request can't be passed on; the message says why
   */
  static Request of(HttpServerExchange exchange, String balanced, @Nullable RequestBody body) {
    HeaderMap headers = exchange.getRequestHeaders();
    Request.Builder request = new Request.Builder()
        .url(url(exchange, balanced))
        .headers(headers(headers))
        .method(exchange.getRequestMethod().toString(), body);
    if (!headers.contains(Headers.X_FORWARDED_FOR)) {
      String address = exchange.getSourceAddress().getAddress().getHostAddress();
      request.tag(
          RequestContext.class, RequestContext.builder().clientIp(address).build());
    }
    return request.build();
  }

  /**
   * Returns the body to send, as {@link ClientBody#of} does; null for a method without one.
   *
   * @throws IllegalArgumentException if the client sends one nevertheless
   * @throws IOException if the client breaks off, or sends too much
   */
  static @Nullable RequestBody body(HttpServerExchange exchange, Limits limits, Runnable read)
      throws IOException {
    String method = exchange.getRequestMethod().toString();
    if (!WITHOUT_BODY.contains(method)) {
      return ClientBody.of(exchange, limits, read);
    }
    if (!exchange.isRequestComplete()) {
      throw new IllegalArgumentException("method: " + method + " with a body (expected: none)");
    }
    return null;
  }

  /** Path and query stay as they are; segments "." and ".." are resolved, so none leads out of an agent's base path. */
  private static HttpUrl url(HttpServerExchange exchange, String balanced) {
    String query = exchange.getQueryString();
    return new HttpUrl.Builder()
        .scheme("http")
        .host(balanced)
        .encodedPath(path(exchange))
        .encodedQuery(query.isEmpty() ? null : query)
        .build();
  }

  private static String path(HttpServerExchange exchange) {
    String uri = exchange.getRequestURI();
    int path = exchange.isHostIncludedInRequestURI() ? uri.indexOf('/', uri.indexOf("//") + 2) : 0;
    if (path < 0) {
      return "/";
    }
    if (uri.isEmpty() || uri.charAt(path) != '/') {
      throw new IllegalArgumentException("request target: " + uri + " (expected: a path)");
    }
    return uri.substring(path);
  }

  private static okhttp3.Headers headers(HeaderMap from) {
    okhttp3.Headers.Builder to = new okhttp3.Headers.Builder();
    HopHeaders.copy(from, OURS, to);
    if (HopHeaders.asksForUpgrade(from)) {
      to.set("Connection", "Upgrade").set("Upgrade", from.getFirst(Headers.UPGRADE));
    }
    if (!from.contains(Headers.ACCEPT_ENCODING)) {
      to.set("Accept-Encoding", "identity"); // else OkHttp asks for gzip, and unpacks it
    }
    return to.build();
  }
}
