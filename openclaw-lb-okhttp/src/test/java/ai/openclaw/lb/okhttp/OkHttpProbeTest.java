package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.ExpectedAnswer;
import ai.openclaw.lb.config.ExpectedStatus;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.ProbeOptions;
import ai.openclaw.lb.health.LoadReport;
import ai.openclaw.lb.health.ProbeResult;
import ai.openclaw.lb.health.ProbeTarget;
import ai.openclaw.lb.okhttp.ScriptedAgent.Script;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a probe by way of the caller's client asks, and what it makes of the answers. */
class OkHttpProbeTest {
  private static final HealthCheckConfig PATIENT = HealthCheckConfig.DEFAULT
      .withInterval(Duration.ofMinutes(1), Duration.ofSeconds(30))
      .withExpected(new ExpectedAnswer(ExpectedStatus.of("200"), null));
  private static final HealthCheckConfig HASTY =
      PATIENT.withInterval(Duration.ofMinutes(1), Duration.ofMillis(50));

  private final ScriptedAgent agent = ScriptedAgent.start("a", Scripts.answer(200, "fine"));

  @AfterEach
  void close() {
    agent.close();
  }

  private CompletableFuture<ProbeResult> begin(HealthCheckConfig config, String basePath) {
    URI uri = URI.create("http://" + agent.host() + basePath);
    return new OkHttpProbe(new OkHttpClient(), config)
        .probe(new ProbeTarget(agent.id(), uri))
        .toCompletableFuture();
  }

  private ProbeResult result(HealthCheckConfig config) throws Exception {
    return begin(config, "").get(30, TimeUnit.SECONDS);
  }

  private static HealthCheckConfig expecting(String text) {
    return PATIENT.withExpected(new ExpectedAnswer(ExpectedStatus.of("200"), text));
  }

  @Test
  void theExpectedStatusPasses() throws Exception {
    assertEquals(ProbeResult.passed(200), result(PATIENT));
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 401, 404, 408, 500, 503})
  void anotherStatusFails(int status) throws Exception {
    agent.usually(Scripts.answer(status, "x"));
    assertEquals(
        ProbeResult.failed(status, "status " + status + " (expected: 200)"), result(PATIENT));
    assertEquals(1, agent.requestCount());
  }

  @Test
  void theDemandOfAProxyThatIsNoneFails() throws Exception {
    agent.usually(Scripts.answer(407, ""));
    ProbeResult result = result(PATIENT);
    assertFalse(result.passed());
    assertTrue(result.detail().contains("407"), result::detail);
  }

  @Test
  void theRequestIsPlainAndGoesBelowTheBasePath() throws Exception {
    begin(PATIENT.withEndpoint("/ready?deep=%2F1"), "/base%20path/").get(30, TimeUnit.SECONDS);
    SeenRequest seen = agent.requests().get(0);
    assertEquals("GET /base%20path/ready?deep=%2F1 HTTP/1.1", seen.line());
    assertEquals("openclaw-lb-probe", seen.header("User-Agent"));
    assertFalse(seen.head().contains("X-Forwarded"), seen.head());
    assertNull(seen.header("Cookie"));
  }

  @Test
  void configuredHeadersAreSent() throws Exception {
    result(PATIENT.withOptions(ProbeOptions.DEFAULT.withHeaders(
        Map.of("Authorization", "Bearer t", "User-Agent", "my-probe"))));
    SeenRequest seen = agent.requests().get(0);
    assertEquals("Bearer t", seen.header("Authorization"));
    assertEquals("my-probe", seen.header("User-Agent"));
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (ScriptedAgent elsewhere = ScriptedAgent.start("elsewhere")) {
      agent.usually(Scripts.answer(302, "", "Location: http://" + elsewhere.host() + "/health"));
      assertEquals(
          ProbeResult.failed(302, "status 302 (expected: 200), redirect not followed"),
          result(PATIENT));
      assertEquals(0, elsewhere.requestCount());
    }
  }

  @Test
  void theBodyMustContainTheExpectedText() throws Exception {
    agent.next(Scripts.chunked("状态:", "健康"));
    assertTrue(result(expecting("健康")).passed());
    assertEquals(ProbeResult.failed(200, "body lacks 健康"), result(expecting("健康")));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 503})
  void aJsonBodyTellsTheLoad(int status) throws Exception {
    agent.usually(Scripts.answer(
        status, "{\"cpu\": 85, \"mem\": 0.5}", "Content-Type: application/json; charset=utf-8"));
    assertEquals(
        new LoadReport(OptionalDouble.of(85), OptionalDouble.of(50)),
        result(PATIENT).load());
    agent.usually(Scripts.answer(status, "{\"cpu\": 85}", "Content-Type: text/html"));
    assertEquals(LoadReport.NONE, result(PATIENT).load());
  }

  @Test
  void aBodyWithoutEndIsCutOff() throws Exception {
    AtomicLong megabytes = new AtomicLong();
    CountDownLatch ended = new CountDownLatch(1);
    String piece = "x".repeat(1 << 20);
    agent.usually(exchange -> {
      try {
        exchange.write(Scripts.head(200, "Content-Length: " + (1L << 30)) + "\r\n");
        for (int i = 0; i < 1 << 10; i++) {
          exchange.write(piece);
          megabytes.incrementAndGet();
        }
      } finally {
        ended.countDown();
      }
    });
    assertEquals(ProbeResult.failed(200, "body lacks fine"), result(expecting("fine")));
    assertEquals(ProbeResult.passed(200), result(PATIENT));
    Balanced.await(ended);
    assertTrue(megabytes.get() < 1 << 9, () -> megabytes + " MiB were taken");
  }

  @Test
  void anAgentThatStallsGivesNoAnswerInTime() throws Exception {
    agent.usually(Scripts.stall());
    assertEquals(ProbeResult.failed("no answer within 50ms"), result(HASTY));
  }

  @Test
  void aBodyThatStallsIsNoAnswerInTime() throws Exception {
    agent.usually(Scripts.stallMidBody("{"));
    assertEquals(ProbeResult.failed("no answer within 50ms"), result(HASTY));
  }

  @Test
  void aRefusedConnectFails() throws Exception {
    agent.kill();
    assertEquals(ProbeResult.failed("connect refused"), result(PATIENT));
  }

  @Test
  void aConnectionThatEndsWithoutAnAnswerFails() throws Exception {
    agent.usually(Scripts.finish());
    ProbeResult result = result(PATIENT);
    assertFalse(result.passed());
    assertTrue(result.detail().startsWith("connection lost: unexpected end"), result::detail);
    assertEquals(1, agent.requestCount());
  }

  @Test
  void garbageFails() throws Exception {
    agent.usually(Scripts.garbage());
    ProbeResult result = result(PATIENT);
    assertFalse(result.passed());
    assertTrue(result.detail().startsWith("no valid answer: "), result::detail);
  }

  @Test
  void aTargetThatOkHttpDoesNotTakeFails() throws Exception {
    ProbeTarget target = new ProbeTarget("a", URI.create("ftp://127.0.0.1"));
    ProbeResult result = new OkHttpProbe(new OkHttpClient(), PATIENT)
        .probe(target)
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
    assertFalse(result.passed());
    assertTrue(result.detail().startsWith("not asked: "), result::detail);
  }

  @Test
  void aCancelEndsTheConnection() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    agent.usually(untilEnd(Scripts.stall(asked), ended));
    CompletableFuture<ProbeResult> result = begin(PATIENT, "");
    Balanced.await(asked);
    result.cancel(true);
    Balanced.await(ended);
  }

  @Test
  void eachProbeMakesAConnectionAndEndsIt() throws Exception {
    CountDownLatch ended = new CountDownLatch(2);
    Script answer = Scripts.answer(200, "fine");
    agent.usually(untilEnd(
        exchange -> {
          answer.answer(exchange);
          exchange.awaitEnd();
        },
        ended));
    assertTrue(result(PATIENT).passed());
    assertTrue(result(PATIENT).passed());
    Balanced.await(ended);
    assertEquals(2, agent.connectionCount());
  }

  /** Tells when the script is over, however it ends. */
  private static Script untilEnd(Script script, CountDownLatch ended) {
    return exchange -> {
      try {
        script.answer(exchange);
      } finally {
        ended.countDown();
      }
    };
  }
}
