package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.ExpectedAnswer;
import ai.openclaw.lb.config.ExpectedStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpProbeTest {
  private static final String HEALTHY = "\"status\":\"healthy\"";
  private final HttpProbe anyBody = probe("/health", answer("200", null));
  private final HttpProbe healthyBody = probe("/health", answer("200", HEALTHY));

  /** A probe whose way of asking is under test. */
  HttpProbe probe(String endpoint, ExpectedAnswer expected) {
    return new HttpProbe(endpoint, expected);
  }

  private static ExpectedAnswer answer(String status, String bodyContains) {
    return new ExpectedAnswer(ExpectedStatus.of(status), bodyContains);
  }

  @AfterEach
  void close() {
    anyBody.close();
    healthyBody.close();
  }

  private static ProbeResult result(HealthProbe probe, ProbeTarget target) throws Exception {
    return probe.probe(target).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void theExpectedStatusPasses() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.http(200, "fine"))) {
      assertEquals(ProbeResult.passed(200), result(anyBody, server.target()));
    }
  }

  @Test
  void theRequestIsPlainAndGoesBelowTheBasePath() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.http(200, ""))) {
      HttpProbe query = probe("ready?deep=%2F1", answer("100-599", null));
      result(query, server.target("/base%20path/"));
      result(anyBody, server.target());
      query.close();
      String first = server.requests.get(0);
      assertTrue(first.startsWith("GET /base%20path/ready?deep=%2F1 HTTP/1.1\r\n"), first);
      assertTrue(first.contains("User-Agent: openclaw-lb-probe\r\n"), first);
      assertFalse(first.contains("X-Forwarded"), first);
      assertFalse(first.contains("Upgrade"), first);
      assertTrue(server.requests.get(1).startsWith("GET /health HTTP/1.1\r\n"));
    }
  }

  @Test
  void anotherStatusFails() throws Exception {
    for (int status : new int[] {201, 401, 404, 407, 500, 503}) {
      try (RawServer server = RawServer.answering(RawServer.http(status, "x"))) {
        assertEquals(
            ProbeResult.failed(status, "status " + status + " (expected: 200)"),
            result(anyBody, server.target()));
      }
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (RawServer elsewhere = RawServer.answering(RawServer.http(200, ""));
        RawServer server = RawServer.answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:"
            + elsewhere.port() + "/health\r\nContent-Length: 0\r\n\r\n")) {
      assertEquals(
          ProbeResult.failed(302, "status 302 (expected: 200), redirect not followed"),
          result(anyBody, server.target()));
      assertEquals(0, elsewhere.requests.size());
    }
  }

  @Test
  void theBodyMustContainTheExpectedText() throws Exception {
    try (RawServer good =
            RawServer.answering(RawServer.http(200, "{\"größe\":1," + HEALTHY + "}"));
        RawServer bad = RawServer.answering(RawServer.http(200, "<html>hello</html>"))) {
      assertTrue(result(healthyBody, good.target()).passed());
      assertEquals(
          ProbeResult.failed(200, "body lacks \"status\":\"healthy\""),
          result(healthyBody, bad.target()));
    }
  }

  @Test
  void theExpectedTextIsReadAsUtf8() throws Exception {
    HttpProbe chinese = probe("/health", answer("100-599", "健康"));
    try (chinese;
        RawServer server = RawServer.answering(RawServer.http(200, "状态:健康"))) {
      assertTrue(result(chinese, server.target()).passed());
    }
  }

  @Test
  void garbageInsteadOfHttpFails() throws Exception {
    try (RawServer server = RawServer.answering("SSH-2.0-OpenSSH_9.2\r\n\r\n")) {
      ProbeResult result = result(anyBody, server.target());
      assertFalse(result.passed());
      assertTrue(result.detail().startsWith("no valid answer: "), result::detail);
    }
  }

  @Test
  void aConnectionClosedWithoutAnAnswerFails() throws Exception {
    RawServer.Answer hangUp = out -> {
      throw new IOException("hang up");
    };
    try (RawServer server = new RawServer(hangUp)) {
      ProbeResult result = result(anyBody, server.target());
      assertFalse(result.passed());
      assertTrue(result.detail().startsWith("connection lost: "), result::detail);
    }
  }

  @Test
  void aRefusedConnectFails() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ProbeTarget target = new ProbeTarget("a", URI.create("http://127.0.0.1:" + port));
    assertEquals(ProbeResult.failed("connect refused"), result(anyBody, target));
  }

  @Test
  void aHostThatDoesNotExistFails() throws Exception {
    String host = "a".repeat(64) + ".invalid"; // too long a label to ask anybody for
    ProbeTarget target = new ProbeTarget("a", URI.create("http://" + host + ":5000"));
    assertEquals(ProbeResult.failed("host not found: " + host), result(anyBody, target));
  }

  @Test
  void aHostIsAskedByItsName() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.http(200, ""))) {
      URI uri = URI.create("http://localhost:" + server.port());
      assertTrue(result(anyBody, new ProbeTarget("a", uri)).passed());
      assertTrue(server.requests.get(0).contains("\r\nHost: localhost:" + server.port() + "\r\n"));
    }
  }

  @Test
  void aTargetThatNoHttpClientTakesFails() throws Exception {
    for (String uri : new String[] {"ftp://127.0.0.1", "http://agent_1:5000", "http:agent"}) {
      ProbeResult result = result(anyBody, new ProbeTarget("a", URI.create(uri)));
      assertFalse(result.passed());
      assertTrue(result.detail().startsWith("not asked: "), result::detail);
    }
  }

  @Test
  void anEndpointThatIsNoUrlIsRefusedAtOnce() {
    assertThrows(IllegalArgumentException.class, () -> probe("/a b", answer("100-599", null)));
  }

  /** Writes a body of 1 GiB and counts how much of it the other side let through. */
  private static RawServer.Answer gigabyte(AtomicLong written) {
    return out -> {
      out.write("HTTP/1.1 200 X\r\nContent-Length: 1073741824\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = new byte[64 * 1024];
      for (int i = 0; i < 16 * 1024; i++) {
        out.write(chunk);
        written.addAndGet(chunk.length);
      }
    };
  }

  @Test
  void aBodyWithoutEndIsCutOff() throws Exception {
    AtomicLong written = new AtomicLong();
    try (RawServer server = new RawServer(gigabyte(written))) {
      assertTrue(result(anyBody, server.target()).passed());
      server.disconnected.get(30, TimeUnit.SECONDS);
      assertEquals(
          ProbeResult.failed(200, "body lacks \"status\":\"healthy\""),
          result(healthyBody, server.target()));
      assertTrue(written.get() < 64 << 20, () -> written + " bytes were taken");
    }
  }

  private static void assertCancelCloses(HttpProbe probe, RawServer.Answer answer)
      throws Exception {
    try (RawServer server = new RawServer(answer)) {
      CompletableFuture<ProbeResult> result = probe.probe(server.target()).toCompletableFuture();
      server.asked.get(30, TimeUnit.SECONDS);
      assertFalse(result.isDone());
      result.cancel(true);
      server.disconnected.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void cancellingClosesAConnectionThatNeverAnswers() throws Exception {
    assertCancelCloses(anyBody, out -> {});
  }

  @Test
  void cancellingClosesABodyThatDribbles() throws Exception {
    CompletableFuture<Void> dribbling = new CompletableFuture<>();
    RawServer.Answer dribble = out -> {
      out.write(
          "HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
      dribbling.complete(null);
    };
    try (RawServer server = new RawServer(dribble)) {
      CompletableFuture<ProbeResult> result =
          healthyBody.probe(server.target()).toCompletableFuture();
      dribbling.get(30, TimeUnit.SECONDS);
      assertFalse(result.isDone());
      result.cancel(true);
      server.disconnected.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void closingInTheMiddleIsSafeAndLaterProbesFail() throws Exception {
    try (RawServer server = new RawServer(OutputStream::flush)) {
      CompletableFuture<ProbeResult> result = anyBody.probe(server.target()).toCompletableFuture();
      server.asked.get(30, TimeUnit.SECONDS);
      anyBody.close();
      anyBody.close();
      result.cancel(true);
      server.disconnected.get(30, TimeUnit.SECONDS);
      assertEquals(
          ProbeResult.failed("not asked: the probe is closed"), result(anyBody, server.target()));
    }
  }
}
