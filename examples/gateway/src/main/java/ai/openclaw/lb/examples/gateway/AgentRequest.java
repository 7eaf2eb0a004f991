package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.RequestContext;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;

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
   * @throws IOException if the client breaks off
   */
  static Request of(HttpServerExchange exchange, String balanced) throws IOException {
    String method = exchange.getRequestMethod().toString();
    if (WITHOUT_BODY.contains(method) && !exchange.isRequestComplete()) {
      throw new IllegalArgumentException("a " + method + " request with a body");
    }
    Request.Builder request = new Request.Builder().url(url(exchange, balanced));
    copyHeaders(exchange.getRequestHeaders(), request);
    RequestBody body = WITHOUT_BODY.contains(method) ? null : ClientBody.of(exchange);
    request.method(method, body);
    if (!exchange.getRequestHeaders().contains(Headers.X_FORWARDED_FOR)) {
      String address = exchange.getSourceAddress().getAddress().getHostAddress();
      request.tag(
          RequestContext.class, RequestContext.builder().clientIp(address).build());
    }
    return request.build();
  }

  private static HttpUrl url(HttpServerExchange exchange, String balanced) {
    String path = exchange.isHostIncludedInRequestURI()
        ? exchange.getRequestPath()
        : exchange.getRequestURI();
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a request for " + path);
    }
    String query = exchange.getQueryString();
    return new HttpUrl.Builder()
        .scheme("http")
        .host(balanced)
        .encodedPath(path)
        .encodedQuery(query.isEmpty() ? null : query)
        .build();
  }

  private static void copyHeaders(HeaderMap from, Request.Builder to) {
    HeaderValues connection = from.get(Headers.CONNECTION);
    HopHeaders hop = new HopHeaders(connection == null ? Set.of() : connection);
    for (HeaderValues header : from) {
      String name = header.getHeaderName().toString();
      if (!hop.contains(name) && !OURS.contains(name.toLowerCase(Locale.ROOT))) {
        header.forEach(value -> to.addHeader(name, value));
      }
    }
    if (hop.names("upgrade") && from.contains(Headers.UPGRADE)) {
      to.header("Connection", "Upgrade").header("Upgrade", from.getFirst(Headers.UPGRADE));
    }
    if (!from.contains(Headers.ACCEPT_ENCODING)) {
      to.header("Accept-Encoding", "identity"); // else OkHttp asks for gzip, and unpacks it
    }
  }
}
