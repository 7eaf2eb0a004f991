package ai.openclaw.lb.health;

import ai.openclaw.lb.config.ExpectedAnswer;
import ai.openclaw.lb.config.ProbeOptions;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A GET whose answer must have the expected status and, where given, contain a text (in UTF-8,
 * within the first 64 KiB). HTTP/1.1; redirects are not followed, and nothing but a {@code
 * User-Agent} and the given headers is added: some agents refuse requests with forwarding headers.
 * The whole exchange, body included, must end before the prober's timeout, but a body of over 64 KiB
 * is cut off there and does no harm by its length.
 *
 * <p>Whatever the status, a body that is declared as JSON may report the agent's load ({@link
 * LoadReport#fromJson}); so may one that is read for its text.
 *
 * <p>Plain HTTP is asked over a connection for each probe. For the rest, TLS and where the default
 * {@link ProxySelector} names a proxy, the HTTP probes of a process share a client of the JDK; a probe
 * takes part in it from its first use until it is closed. Results come on threads that probes share:
 * what depends on them must not block. Thread-safe; never blocks the caller.
 */
public final class HttpProbe implements HealthProbe {
  private static final Module JDK = ProxySelector.class.getModule();
  private static final ProbeResult CLOSED = ProbeResult.failed("not asked: the probe is closed");

  private final HttpCheck check;
  private final HttpRoute plain;
  private final HttpRoute client;

  /** As many as a prober needs, and none of another prober's, whose hosts may take long to look up. */
  private final Executor threads;

  /** Begun and not done; {@link #close} ends them. */
  private final Set<Open> open = ConcurrentHashMap.newKeySet();

  /** Set once by {@link #close}, before it ends what is open; read by every probe. */
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A probe of one endpoint, without further headers.
   *
   * @param endpoint path, and query if any, below each target's base path
   * @throws IllegalArgumentException if the endpoint can't be part of a URL
   */
  public HttpProbe(String endpoint, ExpectedAnswer expected) {
    this(endpoint, expected, Map.of());
  }

  /**
   * A probe of one endpoint.
   *
   * @param endpoint path, and query if any, below each target's base path
   * @param headers sent with each request, as {@link ProbeOptions} allows them; a {@code User-Agent}
   *     takes the place of the probe's own
   * @throws IllegalArgumentException if the endpoint can't be part of a URL, or for a header that
   *     isn't allowed
   */
  public HttpProbe(String endpoint, ExpectedAnswer expected, Map<String, String> headers) {
    this(
        new HttpCheck(endpoint, expected),
        ProbeOptions.DEFAULT.withHeaders(headers).headers());
  }

  private HttpProbe(HttpCheck check, Map<String, String> headers) {
    this.check = check;
    this.threads = ProbeThreads.pool(Prober.MAX_RUNNING);
    this.plain = new PlainRoute(check, headers, ProbeLoop.PROCESS);
    this.client = new ClientRoute(check, headers, SharedClient.PROCESS);
  }

  /** A probe by other routes: for plain HTTP, and for the rest. */
  HttpProbe(HttpCheck check, HttpRoute plain, HttpRoute client) {
    this.check = check;
    this.threads = ProbeThreads.pool(Prober.MAX_RUNNING);
    this.plain = plain;
    this.client = client;
  }

  @Override
  public CompletionStage<ProbeResult> probe(ProbeTarget target) {
    Open begun = new Open();
    CompletableFuture<ProbeResult> result = begun.result;
    open.add(begun);
    CompletionStage<?> unused = result.whenComplete((done, error) -> open.remove(begun));
    if (closed.get()) {
      result.complete(CLOSED); // close() may have looked before this one was there
    } else if (isQuick(target)) {
      ask(target, result);
    } else {
      threads.execute(() -> ask(target, result));
    }
    return result;
  }

  /** Whether to ask takes no look-up of a host, no code of others, and no client to be made. */
  private static boolean isQuick(ProbeTarget target) {
    ProxySelector selector = ProxySelector.getDefault();
    boolean ofJdk = selector == null || selector.getClass().getModule() == JDK;
    return ofJdk && target.hasAddress() && isDirect(target.uri());
  }

  private void ask(ProbeTarget target, CompletableFuture<ProbeResult> result) {
    try {
      if (!result.isDone()) {
        HttpRoute route = isDirect(target.uri()) ? plain : client;
        route.ask(target, check.url(target), result);
      }
    } catch (RuntimeException refused) { // a URI that nobody takes, or what a proxy selector throws
      result.complete(check.unanswered(target, refused));
    }
  }

  /** Whether a URL is plain HTTP without a proxy; of proxies the JDK's client takes the first. */
  private static boolean isDirect(URI url) {
    if (!"http".equalsIgnoreCase(url.getScheme())) {
      return false;
    }
    ProxySelector selector = ProxySelector.getDefault();
    List<Proxy> proxies = selector == null ? List.of() : selector.select(url);
    return proxies == null || proxies.isEmpty() || proxies.get(0).type() != Proxy.Type.HTTP;
  }

  @Override
  public void close() {
    closed.set(true);
    open.forEach(begun -> begun.result.complete(CLOSED));
    plain.close();
    client.close();
  }

  /** A probe that has begun, told from others by its identity. */
  private static final class Open {
    final CompletableFuture<ProbeResult> result = new CompletableFuture<>();
  }
}
