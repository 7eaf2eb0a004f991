package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.health.ProbeResult;
import ai.openclaw.lb.health.ProbeTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a probe takes from the caller's client, and what it leaves alone. */
class ProbeByCallersClientTest {
  private static final HealthCheckConfig PATIENT =
      HealthCheckConfig.DEFAULT.withInterval(Duration.ofMinutes(1), Duration.ofSeconds(30));

  private final ScriptedAgent agent = ScriptedAgent.start("a");

  @AfterEach
  void close() {
    agent.close();
  }

  private static ProbeResult result(OkHttpClient client, String uri) throws Exception {
    return new OkHttpProbe(client, PATIENT)
        .probe(new ProbeTarget("a", URI.create(uri)))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private ProbeResult result(OkHttpClient.Builder client) throws Exception {
    return result(client.build(), "http://" + agent.host());
  }

  @Test
  void anAgentThatOnlyTheCallersClientTrustsPasses() throws Exception {
    HeldCertificate own =
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    HandshakeCertificates agents =
        new HandshakeCertificates.Builder().heldCertificate(own).build();
    HandshakeCertificates callers = new HandshakeCertificates.Builder()
        .addTrustedCertificate(own.certificate())
        .build();
    OkHttpClient trusting = new OkHttpClient.Builder()
        .sslSocketFactory(callers.sslSocketFactory(), callers.trustManager())
        .build();
    try (MockWebServer server = new MockWebServer()) {
      server.useHttps(agents.sslSocketFactory());
      server.start(InetAddress.getLoopbackAddress(), 0);
      server.enqueue(new MockResponse.Builder().build());
      String uri = "https://127.0.0.1:" + server.getPort();
      assertEquals(ProbeResult.passed(200), result(trusting, uri));
      ProbeResult distrusted = result(new OkHttpClient(), uri);
      assertFalse(distrusted.passed());
      assertTrue(distrusted.detail().startsWith("TLS failed: "), distrusted::detail);
    }
  }

  @Test
  void theCallersDnsAndAuthenticatorCount() throws Exception {
    agent.next(Scripts.answer(401, "", "WWW-Authenticate: Bearer"));
    OkHttpClient client = new OkHttpClient.Builder()
        .dns(host -> List.of(InetAddress.getLoopbackAddress()))
        .authenticator((route, response) ->
            response.request().newBuilder().header("Authorization", "Bearer t").build())
        .build();
    assertTrue(result(client, "http://agent.test:" + agent.port()).passed());
    assertEquals("Bearer t", agent.requests().get(1).header("Authorization"));
  }

  @Test
  void theCallersInterceptorsSeeProbesButOursDoesNot() throws Exception {
    try (AgentPool pool =
        AgentPool.builder("127.0.0.1").agent("other", "127.0.0.1:9").build()) {
      OkHttpClient.Builder client = new OkHttpClient.Builder()
          .addInterceptor(chain -> chain.proceed(
              chain.request().newBuilder().header("X-Signed", "yes").build()))
          .addInterceptor(AgentPoolInterceptor.of(pool));
      assertTrue(result(client).passed());
      assertEquals("yes", agent.requests().get(0).header("X-Signed"));
      assertEquals(0, pool.status().requests());
    }
  }

  @Test
  void anInterceptorThatThrowsIsAFailure() throws Exception {
    OkHttpClient.Builder client = new OkHttpClient.Builder().addInterceptor(chain -> {
      throw new StackOverflowError("as an interceptor that calls itself may");
    });
    ProbeResult result = result(client);
    assertFalse(result.passed());
    assertTrue(result.detail().startsWith("not asked: "), result::detail);
  }

  @Test
  void aSaturatedClientStarvesNoProbe() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    agent.next(Scripts.stall(asked));
    Dispatcher narrow = new Dispatcher();
    narrow.setMaxRequests(1);
    OkHttpClient client = new OkHttpClient.Builder().dispatcher(narrow).build();
    String uri = "http://" + agent.host();
    CompletableFuture<Response> running = enqueue(client, uri);
    CompletableFuture<Response> waiting = enqueue(client, uri);
    try {
      Balanced.await(asked);
      assertTrue(result(client, uri).passed());
      assertEquals(1, narrow.queuedCallsCount());
      assertFalse(running.isDone() || waiting.isDone());
    } finally {
      narrow.cancelAll();
      narrow.executorService().shutdown();
    }
  }

  private static CompletableFuture<Response> enqueue(OkHttpClient client, String uri) {
    return InFlightTest.enqueue(client.newCall(new Request.Builder().url(uri).build()));
  }

  @Test
  void theCallersTimeoutsDoNotShortenAProbe() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    agent.usually(Scripts.inSteps("", goOn, "late"));
    AtomicReference<IOException> call = new AtomicReference<>();
    OkHttpClient client =
        new OkHttpClient.Builder().readTimeout(Duration.ofMillis(1)).build();
    CompletableFuture<ProbeResult> probe = new OkHttpProbe(client, PATIENT)
        .probe(new ProbeTarget("a", URI.create("http://" + agent.host())))
        .toCompletableFuture();
    Balanced.until("the probe is not asked", () -> agent.requestCount() == 1);
    // The caller's own call, begun later and by the same client, is over first.
    try (Response response = client.newCall(request()).execute()) {
      response.body().string();
    } catch (IOException timeout) {
      call.set(timeout);
    }
    assertTrue(call.get() != null && !probe.isDone());
    goOn.countDown();
    assertTrue(probe.get(30, TimeUnit.SECONDS).passed());
  }

  private Request request() {
    return new Request.Builder().url("http://" + agent.host()).build();
  }

  @Test
  void itsThreadsAreDaemonsAndEndByThemselves() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    assertTrue(result(new OkHttpClient.Builder().addInterceptor(chain -> {
          thread.set(Thread.currentThread());
          return chain.proceed(chain.request());
        }))
        .passed());
    assertTrue(thread.get().isDaemon());
    Balanced.until("the thread runs on", () -> !thread.get().isAlive());
  }
}
