package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.RequestContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * An OkHttp application interceptor that sends each call for a pool to one of the pool's agents, and
 * to another one where the first fails. Thread-safe; one instance may serve several clients.
 *
 * <p>A request is balanced when its URL's host is a pool's name, or the document's name, whose
 * routing then decides. Scheme, host and port become the agent's, a base path of the agent goes in
 * front; path, query, headers and body stay as they are. Any other request passes untouched.
 *
 * <p>The response tells the agent's id in {@value #AGENT_HEADER} and the number of attempts in {@value
 * #ATTEMPTS_HEADER}; a fallback response tells its reason in {@value #FALLBACK_HEADER} instead.
 *
 * <p>A response whose body the caller neither reads to its end nor closes ends its attempt when the call
 * is collected as garbage; that is logged as a warning, once for each agent and path. Without {@link
 * #install} calls may wait for OkHttp's dispatcher; that is logged too, once for each dispatcher.
 *
 * <p>Attributes come from a {@link RequestContext} that the request or the call is tagged with, and from
 * headers where the tag has none; header values of more than 256 characters count as absent.
 *
 * <p>Add it after all other application interceptors: those before it see one call with the pool's
 * URL, those after it every attempt with the agent's. It can't be a network interceptor.
 */
public final class AgentPoolInterceptor implements Interceptor {
  /** The response header with the id of the agent that answered. */
  public static final String AGENT_HEADER = "X-OpenClaw-Agent";

  /** The response header with the number of attempts that the call took. */
  public static final String ATTEMPTS_HEADER = "X-OpenClaw-Attempts";

  /** The response header of a fallback response, with its reason: {@code none_healthy}, say. */
  public static final String FALLBACK_HEADER = "X-OpenClaw-Fallback";

  private final AgentPools pools;
  private final Passages passages;
  private final boolean installed;
  /** Replaced by a call that finds other rules; read by every call. */
  private volatile RequestContexts contexts;

  private final DispatcherLimit dispatcherLimit = new DispatcherLimit();

  private AgentPoolInterceptor(
      AgentPools pools, boolean installed, ApplicationAttributes application) {
    OkHttpVersion.check();
    this.pools = pools;
    this.installed = installed;
    this.passages = new Passages(installed);
    this.contexts = new RequestContexts(pools.attributeHeaders(), application);
  }

  /**
   * Returns an interceptor for one pool, which stays the caller's to close.
   *
   * @throws IllegalStateException if the OkHttp on the class path is older than 5.4
   */
  public static AgentPoolInterceptor of(AgentPool pool) {
    return of(AgentPools.of(pool));
  }

  /**
   * Returns an interceptor for the pools of a document, which stay the caller's to close.
   *
   * @throws IllegalStateException if the OkHttp on the class path is older than 5.4
   */
  public static AgentPoolInterceptor of(AgentPools pools) {
    return new AgentPoolInterceptor(pools, false, ApplicationAttributes.NONE);
  }

  /**
   * Returns an interceptor for the same pools that also asks the application for the attributes which
   * rules match. An attribute in the request's tag goes before one from the function, and that before
   * one from a header. What the function tells beside what rules read is not looked at.
   *
   * @param attributes from the caller's request, with the pool's URL, to attributes by name; called
   *     once for each balanced call, by its thread, and by several at once. Where it throws, the call
   *     goes on without
   */
  public AgentPoolInterceptor withAttributes(Function<Request, Map<String, String>> attributes) {
    Objects.requireNonNull(attributes, "attributes");
    return new AgentPoolInterceptor(
        pools, installed, new ApplicationAttributes(pools.attributeHeaders().keySet(), attributes));
  }

  /**
   * Adds an interceptor for these pools to a client, and the client settings without which OkHttp
   * holds a pool back:
   *
   * <ul>
   *   <li>the dispatcher's limit per host is raised to its limit for all hosts: OkHttp's default of 5
   *       counts by the URL's host, which is the pool for all of its agents;
   *   <li>a connection pool with room for idle connections to every agent, which keeps them for 4 s:
   *       OkHttp's default of 5 connections makes more than five agents reconnect on every call, and
   *       OpenClaw gateways close a connection after 5 idle seconds. An agent may close one at the very
   *       moment in which a POST is sent on it: then nobody knows whether it has acted, so the call
   *       fails, unless it has an {@code Idempotency-Key} or {@code retry_non_idempotent} is set. Nothing
   *       else can be done about that from here; agents that keep idle connections for longer than 4 s
   *       do not show it;
   *   <li>sockets with {@code TCP_NODELAY}, unless the client has a socket factory of its own:
   *       without it a request body of several segments waits some 40 ms for an acknowledgement.
   * </ul>
   *
   * <p>A network interceptor comes with it, the outermost one. Without it OkHttp, which knows the
   * agent's URL alone,
   *
   * <ul>
   *   <li>sends a request that is answered by 503 and {@code Retry-After: 0} again to the same agent, a
   *       POST too;
   *   <li>looks for a server by the pool's name where an agent redirects to that: with it, the agent
   *       that redirects serves the redirected request;
   *   <li>keeps an entry of a {@link okhttp3.Cache} for each agent: with it, there is one for the pool,
   *       by the pool's URL, and redirects are not cached. OkHttp has no way to remove it by the pool's
   *       URL when a POST or DELETE goes there: what agents let be cached counts until it is stale.
   * </ul>
   *
   * <p>Other redirects are the client's business as without a pool: a relative one stays at the agent,
   * and what another agent or server answers is neither credited nor charged to the agent. A GET that
   * is answered by 408 is sent once more by OkHttp, as are GETs that find a kept connection closed. A
   * client's {@link okhttp3.CookieJar} knows the pool's URL, also without {@code install}.
   *
   * <p>Settings that the caller makes on the builder afterwards win.
   *
   * <p>From now on the pools' health endpoints are asked by way of this client too, as it is set so
   * far: its TLS, proxy, authenticators, DNS, and interceptors count for health checks where they were
   * set before this call. Its dispatcher, connections, event listeners, cookies, cache and timeouts are
   * for calls alone. The client that was installed last is asked.
   *
   * @return the builder
   * @throws IllegalStateException if the OkHttp on the class path is older than 5.4
   */
  public static OkHttpClient.Builder install(OkHttpClient.Builder client, AgentPools pools) {
    return install(client, pools, installed(pools));
  }

  /**
   * As {@link #install(OkHttpClient.Builder, AgentPools)}, with a function for attributes as in {@link
   * #withAttributes}.
   */
  public static OkHttpClient.Builder install(
      OkHttpClient.Builder client,
      AgentPools pools,
      Function<Request, Map<String, String>> attributes) {
    return install(client, pools, installed(pools).withAttributes(attributes));
  }

  private static AgentPoolInterceptor installed(AgentPools pools) {
    return new AgentPoolInterceptor(pools, true, ApplicationAttributes.NONE);
  }

  private static OkHttpClient.Builder install(
      OkHttpClient.Builder client, AgentPools pools, AgentPoolInterceptor interceptor) {
    OkHttpClient asBuilt = client.build();
    OkHttpProbe.checkAgentsOf(pools, asBuilt);
    followAnswersOnlyWherePoolsSay(client.networkInterceptors());
    return ClientSettings.apply(client, asBuilt, pools).addInterceptor(interceptor);
  }

  private static void followAnswersOnlyWherePoolsSay(List<Interceptor> networkInterceptors) {
    if (networkInterceptors.stream().noneMatch(AgentAnswers.class::isInstance)) {
      networkInterceptors.add(0, new AgentAnswers());
    }
  }

  /** As {@link #install(OkHttpClient.Builder, AgentPools)}, for one pool. */
  public static OkHttpClient.Builder install(OkHttpClient.Builder client, AgentPool pool) {
    return install(client, AgentPools.of(pool));
  }

  /**
   * Sends the request to an agent of its pool, or on as it is where it is for none.
   *
   * @throws ai.openclaw.lb.NoAgentAvailableException if no agent could take the call and the pool has
   *     no fallback response
   */
  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    String host = request.url().host();
    if (!pools.balances(host)) {
      return chain.proceed(request);
    }
    dispatcherLimit.look(chain.call());
    RequestContext context = contexts().of(chain);
    AgentPool pool = pools.find(host, context);
    if (pool == null) { // a reload has removed it at this very moment
      return chain.proceed(request);
    }
    return new BalancedCall(chain, pool, CallersSession.of(chain, pool, context), passages)
        .proceed();
  }

  private RequestContexts contexts() {
    RequestContexts known = contexts;
    RequestContexts now = known.by(pools.attributeHeaders());
    if (now != known) {
      contexts = now;
    }
    return now;
  }
}
