package ai.openclaw.lb.okhttp;

import okhttp3.HttpUrl;
import okhttp3.Interceptor.Chain;
import okhttp3.Request;
import okhttp3.Response;

/**
 * One entry of the client's cache for all agents, under the URL that the caller knows. For an attempt;
 * used by the call's thread.
 *
 * <p>OkHttp hands the key of an entry on to the requests by which it follows redirects. So neither a
 * redirect nor what comes of it is stored, and no condition that an entry gave is asked of another
 * URL. The key has the agent's scheme: OkHttp stores the TLS handshake by it, and expects one there.
 */
final class PoolCache {
  private final HttpUrl agentUrl;
  private final HttpUrl key;

  PoolCache(HttpUrl asked, HttpUrl agentUrl) {
    this.agentUrl = agentUrl;
    this.key = asked.scheme().equals(agentUrl.scheme())
        ? asked
        : asked.newBuilder().scheme(agentUrl.scheme()).build();
  }

  /**
   * Whether the client has a cache for such a request. An entry for a POST would make its answer
   * cacheable, one for a HEAD would answer it by a GET's body; the caller's own key stays.
   */
  static boolean serves(Chain chain) {
    Request request = chain.request();
    return chain.getCache() != null
        && request.method().equals("GET")
        && request.cacheUrlOverride() == null
        && request.header("Upgrade") == null;
  }

  /** The key of the entry. */
  HttpUrl key() {
    return key;
  }

  /** A request on its way to the network, without conditions that are meant for another URL. */
  Request unconditional(Request request, Request callers) {
    boolean none = isForEntry(request)
        || (request.header("If-None-Match") == null && request.header("If-Modified-Since") == null);
    if (none
        || callers.header("If-None-Match") != null
        || callers.header("If-Modified-Since") != null) {
      return request;
    }
    return request
        .newBuilder()
        .removeHeader("If-None-Match")
        .removeHeader("If-Modified-Since")
        .build();
  }

  /** Whether an answer may go into the entry, where it is cacheable. */
  boolean mayStore(Response response) {
    return isForEntry(response.request()) && !response.isRedirect();
  }

  private boolean isForEntry(Request request) {
    return request.url().equals(agentUrl);
  }
}
