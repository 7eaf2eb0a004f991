package ai.openclaw.lb.okhttp;

import java.util.ArrayList;
import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Response;

/**
 * The client's cookie jar as an attempt sees it: whichever agent is asked, its cookies are the pool's,
 * under the URL that the caller knows. Cookies of other servers, which redirects lead to, pass as they
 * are. As thread-safe as the client's jar.
 *
 * <p>OkHttp parses cookies by the agent's URL before it saves them, and drops those for the pool's
 * domain; hence they are taken from the response instead.
 */
final class PoolCookies implements CookieJar {
  private final CookieJar jar;
  private final AgentUrl agent;
  private final HttpUrl asked;

  /**
   * A view of a jar.
   *
   * @param asked the caller's URL
   */
  PoolCookies(CookieJar jar, AgentUrl agent, HttpUrl asked) {
    this.jar = jar;
    this.agent = agent;
    this.asked = asked;
  }

  @Override
  public List<Cookie> loadForRequest(HttpUrl url) {
    return jar.loadForRequest(agent.isAt(url) ? pools(url) : url);
  }

  /** Leaves those of the agent to {@link #save}. */
  @Override
  public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
    if (!agent.isAt(url)) {
      jar.saveFromResponse(url, cookies);
    }
  }

  /** Saves the cookies that the agent has set, if it is the agent that answered. */
  void save(Response response) {
    HttpUrl url = response.request().url();
    if (!agent.isAt(url) || response.header("Set-Cookie") == null) {
      return;
    }
    HttpUrl pools = pools(url);
    List<Cookie> cookies = new ArrayList<>();
    for (Cookie cookie : Cookie.parseAll(pools, response.headers())) {
      String path = agent.withoutBase(cookie.path());
      cookies.add(
          path.equals(cookie.path()) ? cookie : cookie.newBuilder().path(path).build());
    }
    if (!cookies.isEmpty()) {
      jar.saveFromResponse(pools, cookies);
    }
  }

  /** The pool's URL for one of the agent's. */
  private HttpUrl pools(HttpUrl url) {
    return asked
        .newBuilder()
        .encodedPath(agent.withoutBase(url.encodedPath()))
        .encodedQuery(url.encodedQuery())
        .build();
  }
}
