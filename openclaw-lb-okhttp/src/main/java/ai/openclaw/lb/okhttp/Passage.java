package ai.openclaw.lb.okhttp;

import java.io.IOException;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Interceptor.Chain;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One attempt's way to its agent and back. OkHttp knows the agent's URL alone, and follows answers on
 * its own below us: this is where it learns of the pool. Used by the call's thread, but for {@link
 * #isElsewhere}.
 */
final class Passage {
  /** Sends a request by a chain. */
  interface Sending {
    Response by(Chain chain, Request request) throws IOException;
  }

  private final AgentUrl agent;
  private final HttpUrl asked;
  private final Veil veil;

  /** The caller's request, once it is sent. */
  private @Nullable Request callers;

  /** Null where the client has none for the request. */
  private final @Nullable PoolCache cache;

  /** Null for a client without cookies. */
  private final @Nullable PoolCookies cookies;

  /** Written by the call's thread; read by whoever ends the attempt. */
  private volatile boolean elsewhere;

  /** Whether the request is on its way: what the call does before and after is none of ours. */
  private boolean underWay = true;

  /**
   * A way to an agent.
   *
   * @param asked the caller's URL, which is the pool's
   * @param jar the client's cookies
   * @param sharesCache whether the client's cache is to know the pool's URL
   */
  Passage(AgentUrl agent, HttpUrl asked, CookieJar jar, boolean sharesCache) {
    this.agent = agent;
    this.asked = asked;
    this.cache = sharesCache ? new PoolCache(asked, agent.rewrite(asked)) : null;
    this.veil = new Veil(agent, asked.host(), cache);
    this.cookies = jar == CookieJar.NO_COOKIES ? null : new PoolCookies(jar, agent, asked);
  }

  /** Sends the caller's request to the agent. */
  Response send(Chain chain, Request request, Sending sending) throws IOException {
    Chain own = cookies == null ? chain : chain.withCookieJar(cookies);
    Request.Builder agents = request.newBuilder().url(url());
    if (cache != null) {
      agents.cacheUrlOverride(cache.key());
    }
    callers = request;
    try {
      return sending.by(own, agents.build());
    } finally {
      underWay = false;
    }
  }

  /** The caller's URL at the agent. */
  HttpUrl url() {
    return agent.rewrite(asked);
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** What is to go to the network of a request that OkHttp has made. */
  Request outgoing(Request request) {
    return cache == null || callers == null ? request : cache.unconditional(request, callers);
  }

  /** What OkHttp is to see of an answer. */
  Response veiled(Response response) {
    return veil.over(response);
  }

  /** What the caller is to see of the last answer. */
  Response unveiled(Response response) {
    return veil.lift(response);
  }

  /** OkHttp has decided what to do with an answer: to follow it by another request, or to hand it on. */
  void decided(Response response, @Nullable Request followUp) {
    if (cookies != null) {
      cookies.save(response);
    }
    if (followUp != null) {
      elsewhere = !agent.isAt(followUp.url());
      veil.drop();
    }
  }

  /** Whether OkHttp followed a redirect away from the agent: what happens there is not its doing. */
  boolean isElsewhere() {
    return elsewhere;
  }
}
