package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.config.SessionAffinityConfig;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The session cookie of one pool in the headers of its requests and responses. Its name is the
 * balancer's: agents neither see it, unless that is configured, nor can they set it. Immutable.
 */
final class SessionCookie {
  private static final String COOKIE = "Cookie";
  private static final String SET_COOKIE = "Set-Cookie";

  private final SessionAffinityConfig config;

  /** The cookie of a pool that sets one. */
  SessionCookie(SessionAffinityConfig config) {
    this.config = config;
  }

  /**
   * The value that comes with a request: in its own header, as of a browser's user, else from the
   * client's jar. Null where there is none, and where there are several: they may be anybody's.
   */
  @Nullable
  String read(Request request, CookieJar jar) {
    List<String> values = new ArrayList<>(1);
    for (String header : request.headers(COOKIE)) {
      for (String pair : header.split(";", -1)) {
        String trimmed = pair.trim();
        if (isOurs(trimmed)) {
          values.add(trimmed.substring(trimmed.indexOf('=') + 1).trim());
        }
      }
    }
    if (values.isEmpty()) {
      for (Cookie cookie : jar.loadForRequest(request.url())) {
        if (isOurs(cookie)) {
          values.add(cookie.value());
        }
      }
    }
    return values.size() == 1 ? values.get(0) : null;
  }

  /** The request as agents are to see it; its other cookies stay byte for byte where it has none. */
  Request forAgents(Request request) {
    List<String> headers = request.headers(COOKIE);
    if (config.options().forwardCookie() || headers.stream().noneMatch(this::contains)) {
      return request;
    }
    Request.Builder without = request.newBuilder().removeHeader(COOKIE);
    for (String header : headers) {
      String rest = contains(header) ? others(header) : header;
      if (!rest.isEmpty()) {
        without.addHeader(COOKIE, rest);
      }
    }
    return without.build();
  }

  private boolean contains(String header) {
    for (String pair : header.split(";", -1)) {
      if (isOurs(pair.trim())) {
        return true;
      }
    }
    return false;
  }

  private String others(String header) {
    List<String> others = new ArrayList<>();
    for (String pair : header.split(";", -1)) {
      String trimmed = pair.trim();
      if (!trimmed.isEmpty() && !isOurs(trimmed)) {
        others.add(trimmed);
      }
    }
    return String.join("; ", others);
  }

  /** Takes away what an agent set by this name, and sets a token where there is one. */
  void write(Response from, Response.Builder to, HttpUrl url, @Nullable String token) {
    List<String> headers = from.headers(SET_COOKIE);
    if (headers.stream().anyMatch(this::isOurs)) {
      to.removeHeader(SET_COOKIE);
      headers.stream()
          .filter(header -> !isOurs(header))
          .forEach(header -> to.addHeader(SET_COOKIE, header));
    }
    if (token != null) {
      to.addHeader(SET_COOKIE, text(url, token));
    }
  }

  /** Saves a token in a client's jar, as OkHttp does for what servers set. */
  void save(CookieJar jar, HttpUrl url, String token) {
    Cookie cookie = Cookie.parse(url, text(url, token));
    if (jar != CookieJar.NO_COOKIES && cookie != null) {
      jar.saveFromResponse(url, List.of(cookie));
    }
  }

  private String text(HttpUrl url, String token) {
    return config.cookieName() + "=" + token + "; Path=/; Max-Age="
        + config.ttl().toSeconds() + "; HttpOnly; SameSite=Lax" + (url.isHttps() ? "; Secure" : "");
  }

  /** A client's jar as agents are to see it. */
  CookieJar forAgents(CookieJar jar) {
    return jar == CookieJar.NO_COOKIES ? jar : new WithoutSession(jar);
  }

  private boolean isOurs(Cookie cookie) {
    return cookie.name().equals(config.cookieName());
  }

  /** Whether a pair of name and value, and what else may follow, is of this cookie. */
  private boolean isOurs(String pair) {
    String name = config.cookieName();
    int equals = pair.indexOf('=');
    return equals >= name.length() && pair.substring(0, equals).trim().equals(name);
  }

  private final class WithoutSession implements CookieJar {
    private final CookieJar jar;

    WithoutSession(CookieJar jar) {
      this.jar = jar;
    }

    @Override
    public List<Cookie> loadForRequest(HttpUrl url) {
      List<Cookie> cookies = jar.loadForRequest(url);
      return config.options().forwardCookie() ? cookies : others(cookies);
    }

    @Override
    public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
      List<Cookie> others = others(cookies);
      if (!others.isEmpty()) {
        jar.saveFromResponse(url, others);
      }
    }

    private List<Cookie> others(List<Cookie> cookies) {
      return cookies.stream().filter(cookie -> !isOurs(cookie)).toList();
    }
  }
}
