package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.SessionAffinityConfig;
import ai.openclaw.lb.config.SessionAffinityConfig.Method;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Interceptor.Chain;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What a balanced call says of its user's session, and how the answer tells the user of it. Cookies go
 * by the caller's URL, which is the pool's, whichever agent answers.
 */
final class CallersSession {
  private final RequestContext context;
  private final HttpUrl url;
  private final CookieJar jar;

  /** Null for pools that set none. */
  private final @Nullable SessionCookie cookie;

  private CallersSession(
      RequestContext context, HttpUrl url, CookieJar jar, @Nullable SessionCookie cookie) {
    this.context = context;
    this.url = url;
    this.jar = jar;
    this.cookie = cookie;
  }

  /** The session of a call for a pool, of which {@code known} is known so far. */
  static CallersSession of(Chain chain, AgentPool pool, RequestContext known) {
    SessionAffinityConfig affinity = pool.config().sessionAffinity();
    Request request = chain.request();
    CookieJar jar = chain.getCookieJar();
    RequestContext context = addressed(chain, affinity, known);
    if (affinity.setsCookie()) {
      SessionCookie cookie = new SessionCookie(affinity);
      String token = cookie.read(request, jar);
      return new CallersSession(withToken(context, token), request.url(), jar, cookie);
    }
    return new CallersSession(keyed(request, affinity, context), request.url(), jar, null);
  }

  private static RequestContext withToken(RequestContext context, @Nullable String token) {
    return token == null ? context : context.toBuilder().affinityToken(token).build();
  }

  private static RequestContext keyed(
      Request request, SessionAffinityConfig affinity, RequestContext context) {
    if (!affinity.enabled() || affinity.method() != Method.HEADER || context.sessionKey() != null) {
      return context;
    }
    String key = request.header(affinity.options().headerName());
    return key == null || key.isBlank()
        ? context
        : context.toBuilder().sessionKey(key).build();
  }

  /** With the address that the trusted proxies saw, unless the program itself has given one. */
  private static RequestContext addressed(
      Chain chain, SessionAffinityConfig affinity, RequestContext context) {
    int trustedHops = affinity.options().trustedHops();
    RequestContext tag = trustedHops == 0 ? null : RequestContexts.tag(chain);
    if (trustedHops == 0 || (tag != null && tag.clientIp() != null)) {
      return context;
    }
    String user = ForwardedFor.user(chain.request().headers(ForwardedFor.HEADER), trustedHops);
    return context.toBuilder().clientIp(user).build();
  }

  /** All that is known of the call. */
  RequestContext context() {
    return context;
  }

  /** The way that attempts take: without the session's cookie in the client's jar. */
  Chain hiddenFrom(Chain chain) {
    return cookie == null || jar == CookieJar.NO_COOKIES
        ? chain
        : chain.withCookieJar(cookie.forAgents(jar));
  }

  /** The caller's request as agents are to see it. */
  Request forAgents(Request request) {
    return cookie == null ? request : cookie.forAgents(request);
  }

  /** Tells the user where its session is, by the answer and by the client's jar. */
  Response tell(Response answer, @Nullable String token) {
    if (cookie == null) {
      return answer;
    }
    if (token != null) {
      cookie.save(jar, url, token);
    }
    Response.Builder told = answer.newBuilder();
    cookie.write(answer, told, url, token);
    return told.build();
  }
}
