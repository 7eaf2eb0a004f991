package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.ExpectedAnswer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which way a probe goes. */
class HttpProbeRouteTest {
  private final Route plain = new Route("plain");
  private final Route client = new Route("client");
  private final HttpProbe probe =
      new HttpProbe(new HttpCheck("/health", ExpectedAnswer.SUCCESS), plain, client);

  /** Answers with its name, or never. */
  private static final class Route implements HttpRoute {
    private final String name;
    final List<URI> asked = new ArrayList<>();
    final Set<Thread> threads = new HashSet<>();
    boolean answers = true;
    int closes;

    Route(String name) {
      this.name = name;
    }

    @Override
    public void ask(ProbeTarget target, URI url, CompletableFuture<ProbeResult> result) {
      asked.add(url);
      threads.add(Thread.currentThread());
      if (answers) {
        result.complete(ProbeResult.passed(name));
      }
    }

    @Override
    public void close() {
      closes++;
    }
  }

  /** Names one proxy for the host {@code far}, and none for others. */
  private static final class Proxies extends ProxySelector {
    private final Proxy proxy;

    Proxies(Proxy proxy) {
      this.proxy = proxy;
    }

    @Override
    public List<Proxy> select(URI uri) {
      return List.of(uri.getHost().equals("far") ? proxy : Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failed) {}
  }

  private CompletableFuture<ProbeResult> begin(String uri) {
    return probe.probe(new ProbeTarget("a", URI.create(uri))).toCompletableFuture();
  }

  private String way(String uri) throws Exception {
    return begin(uri).get(30, TimeUnit.SECONDS).detail();
  }

  @Test
  void plainHttpGoesByConnectionsOfOurOwnAndTheRestByTheClient() throws Exception {
    assertEquals("plain", way("http://agent:5000"));
    assertEquals("plain", way("HTTP://agent:5000/base"));
    assertEquals("client", way("https://agent:5000"));
    assertEquals("client", way("ftp://agent:5000"));
    assertEquals(URI.create("HTTP://agent:5000/base/health"), plain.asked.get(1));
  }

  @Test
  void anAddressIsAskedAtOnceAndANameOnAThreadThatMayBlock() throws Exception {
    for (String host : List.of("127.0.0.1", "[::1]", "1.2.3.4")) {
      assertTrue(begin("http://" + host + ":5000").isDone(), host);
    }
    assertEquals(Set.of(Thread.currentThread()), plain.threads);
    plain.threads.clear();
    for (String uri : List.of("http://agent", "http://1.a", "https://127.0.0.1", "ftp://1.2.3.4")) {
      way(uri);
    }
    plain.threads.addAll(client.threads);
    assertFalse(plain.threads.contains(Thread.currentThread()));
  }

  @Test
  void codeOfOthersIsCalledOnAThreadThatMayBlock() throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    try {
      ProxySelector.setDefault(new Proxies(Proxy.NO_PROXY));
      way("http://127.0.0.1:5000");
      assertFalse(plain.threads.contains(Thread.currentThread()));
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void aHostBehindAProxyIsAskedByTheClient() throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    InetSocketAddress address = InetSocketAddress.createUnresolved("proxy", 3128);
    try {
      ProxySelector.setDefault(new Proxies(new Proxy(Proxy.Type.HTTP, address)));
      assertEquals("client", way("http://far:5000"));
      assertEquals("plain", way("http://near:5000"));
      ProxySelector.setDefault(new Proxies(new Proxy(Proxy.Type.SOCKS, address)));
      assertEquals("plain", way("http://far:5000"), "as the client has it");
      ProxySelector.setDefault(null);
      assertEquals("plain", way("http://far:5000"));
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void closingEndsWhatRunsAndClosesBothRoutes() throws Exception {
    plain.answers = false;
    CompletableFuture<ProbeResult> running = begin("http://agent:5000");
    probe.close();
    String closed = "not asked: the probe is closed";
    assertEquals(closed, running.get(30, TimeUnit.SECONDS).detail());
    assertEquals(closed, way("http://agent:5000"));
    assertEquals(closed, way("https://agent:5000"));
    assertTrue(client.asked.isEmpty());
    assertEquals(2, plain.closes + client.closes);
  }
}
