package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.openclaw.lb.AgentPool;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Cache;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent behind TLS, whether or not the caller's URL says so. */
class TlsAgentsTest {
  private final HeldCertificate certificate =
      new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
  private final HandshakeCertificates tls = new HandshakeCertificates.Builder()
      .heldCertificate(certificate)
      .addTrustedCertificate(certificate.certificate())
      .build();
  private final MockWebServer server = new MockWebServer();
  private final MemoryCookies cookies = new MemoryCookies();

  @TempDir
  Path folder;

  private AgentPool pool;
  private OkHttpClient client;

  @BeforeEach
  void start() throws IOException {
    server.useHttps(tls.sslSocketFactory());
    server.start(InetAddress.getLoopbackAddress(), 0);
    pool = AgentPool.builder("pool")
        .failover(Balanced.QUICK)
        .agent("a", "https://127.0.0.1:" + server.getPort())
        .build();
    OkHttpClient.Builder trusting = new OkHttpClient.Builder()
        .sslSocketFactory(tls.sslSocketFactory(), tls.trustManager())
        .cookieJar(cookies)
        .cache(new Cache(folder.toFile(), 1_000_000));
    client = AgentPoolInterceptor.install(trusting, pool).build();
  }

  @AfterEach
  void close() throws IOException {
    assertEquals(0, pool.status().agents().get(0).inFlight());
    assertEquals(0, pool.status().agents().get(0).failures());
    client.connectionPool().evictAll();
    client.cache().close();
    server.close();
    pool.close();
  }

  private Response get(String url) throws IOException {
    return client.newCall(new Request.Builder().url(url).build()).execute();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://pool/x", "https://pool/x", "http://pool:8080/x"})
  void anEntryIsFoundAgain(String url) throws IOException {
    server.enqueue(new MockResponse.Builder()
        .addHeader("Cache-Control", "max-age=1000")
        .body("once")
        .build());
    for (int i = 0; i < 2; i++) {
      try (Response response = get(url)) {
        assertEquals("once", response.body().string());
        assertEquals(url, response.request().url().toString());
        assertNotNull(i == 0 ? response.networkResponse() : response.cacheResponse());
      }
    }
    assertEquals(1, server.getRequestCount());
  }

  @Test
  void aSecureCookieGoesByTheCallersScheme() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.enqueue(new MockResponse.Builder()
          .addHeader("Set-Cookie", "s=1; Secure; Path=/")
          .build());
    }
    get("https://pool/x").close();
    get("https://pool/y").close();
    get("http://pool/z").close();
    assertNull(server.takeRequest().getHeaders().get("Cookie"));
    assertEquals("s=1", server.takeRequest().getHeaders().get("Cookie"));
    assertNull(server.takeRequest().getHeaders().get("Cookie"));
  }

  @Test
  void aRedirectToThePoolsHttpUrlStaysAtTheAgent() throws IOException {
    server.enqueue(new MockResponse.Builder()
        .code(302)
        .addHeader("Location", "http://pool/next")
        .build());
    server.enqueue(new MockResponse.Builder().body("next").build());
    try (Response response = get("https://pool/x")) {
      assertEquals("next", response.body().string());
    }
  }
}
