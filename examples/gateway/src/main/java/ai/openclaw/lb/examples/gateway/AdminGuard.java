package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.config.Secret;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets through to the admin API whom it is for: who bears the token, where there is one; and no page of
 * another origin, which a browser on this machine may have open. Such a page can't set the header that
 * changes need, nor can it reach the API by a name of its own for this machine.
 */
final class AdminGuard implements HttpHandler {
  /** What every request that changes something has to carry. */
  static final HttpString CHANGE_HEADER = new HttpString("X-OpenClaw-Admin");

  private static final Set<HttpString> READING = Set.of(Methods.GET, Methods.HEAD);
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final String BEARER = "Bearer ";

  private final AdminAddress address;
  private final HttpHandler next;

  AdminGuard(AdminAddress address, HttpHandler next) {
    this.address = address;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    boolean page = AdminHandler.isPage(exchange);
    if (!page && !bearsToken(exchange.getRequestHeaders())) {
      exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
      OwnAnswer.send(exchange, StatusCodes.UNAUTHORIZED, "the admin API needs its bearer token");
    } else if (address.token() == null && !isOurName(exchange.getHostName())) {
      OwnAnswer.send(exchange, StatusCodes.FORBIDDEN, "unknown host " + exchange.getHostName());
    } else if (!READING.contains(exchange.getRequestMethod())
        && !exchange.getRequestHeaders().contains(CHANGE_HEADER)) {
      OwnAnswer.send(exchange, StatusCodes.FORBIDDEN, "a change needs the header " + CHANGE_HEADER);
    } else {
      next.handleRequest(exchange);
    }
  }

  private boolean bearsToken(HeaderMap headers) {
    Secret token = address.token();
    if (token == null) {
      return true;
    }
    String given = headers.getFirst(Headers.AUTHORIZATION);
    return given != null
        && given.startsWith(BEARER)
        && MessageDigest.isEqual(
            given.substring(BEARER.length()).trim().getBytes(StandardCharsets.UTF_8),
            token.bytes());
  }

  /** Whether the host of the request's URL is one of this machine alone: its name, or a literal. */
  private boolean isOurName(@Nullable String host) {
    if (host == null) {
      return true;
    }
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return name.equalsIgnoreCase("localhost")
        || name.equals(address.listen().getHostString())
        || (isLiteral(name) && isLoopback(name));
  }

  private static boolean isLiteral(String name) {
    return LITERAL.matcher(name).matches();
  }

  private static boolean isLoopback(String literal) {
    try {
      return InetAddress.getByName(literal).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
