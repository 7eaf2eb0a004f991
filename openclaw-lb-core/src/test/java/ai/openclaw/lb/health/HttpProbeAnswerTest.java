package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.ExpectedAnswer;
import ai.openclaw.lb.config.ExpectedStatus;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.ProbeOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a probe says in its request, and what it reads in the answer besides the status. */
class HttpProbeAnswerTest {
  private static final String BODY = "{\"load\":{\"cpu\":45,\"memory\":0.6}}";
  private static final LoadReport LOAD =
      new LoadReport(OptionalDouble.of(45), OptionalDouble.of(60));

  /** A probe whose way of asking is under test. */
  HttpProbe probe(ExpectedAnswer expected, Map<String, String> headers) {
    return new HttpProbe("/health", expected, headers);
  }

  private ProbeResult asked(ExpectedAnswer expected, String answer) throws Exception {
    try (HttpProbe probe = probe(expected, Map.of());
        RawServer server = RawServer.answering(answer)) {
      return probe.probe(server.target()).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  private static String answer(int status, String contentType, String body) {
    return RawServer.http(status, body)
        .replaceFirst("\r\n", "\r\nContent-Type: " + contentType + "\r\n");
  }

  private static String requestOf(HealthProbe probe) throws Exception {
    try (probe;
        RawServer server = RawServer.answering(RawServer.http(200, ""))) {
      probe.probe(server.target()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      return server.requests.get(0);
    }
  }

  @Test
  void theHeadersOfADocumentAreSent() throws Exception {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", "Bearer top secret");
    headers.put("X-Probe", "1");
    String request = requestOf(probe(ExpectedAnswer.SUCCESS, headers));
    assertTrue(request.contains("\r\nAuthorization: Bearer top secret\r\n"), request);
    assertTrue(request.contains("\r\nX-Probe: 1\r\n"), request);
    assertTrue(request.contains("\r\nUser-Agent: openclaw-lb-probe\r\n"), request);
  }

  @Test
  void theHeadersOfADocumentAreThoseOfItsProbe() throws Exception {
    String request = requestOf(HealthProbe.of(HealthCheckConfig.DEFAULT.withOptions(
        ProbeOptions.DEFAULT.withHeaders(Map.of("X-Probe", "1")))));
    assertTrue(request.contains("\r\nX-Probe: 1\r\n"), request);
  }

  @Test
  void aUserAgentTakesThePlaceOfTheProbesOwn() throws Exception {
    String request = requestOf(probe(ExpectedAnswer.SUCCESS, Map.of("user-agent", "watchdog")));
    assertTrue(request.contains(": watchdog\r\n"), request);
    assertFalse(request.contains("openclaw-lb-probe"), request);
  }

  @Test
  void aHeaderThatIsNotAllowedIsRefusedWithoutItsValue() {
    for (Map<String, String> headers :
        List.of(Map.of("Host", "secret"), Map.of("X-Y", "secret\r\nZ: 1"))) {
      IllegalArgumentException refused = assertThrows(
          IllegalArgumentException.class, () -> probe(ExpectedAnswer.SUCCESS, headers));
      assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "APPLICATION/JSON; charset=utf-8",
        "application/health+json",
        "text/json"
      })
  void aJsonAnswerReportsItsLoadWhateverTheStatus(String type) throws Exception {
    assertEquals(
        ProbeResult.passed(200).withLoad(LOAD),
        asked(ExpectedAnswer.SUCCESS, answer(200, type, BODY)));
    ProbeResult refused = asked(ExpectedAnswer.SUCCESS, answer(503, type, BODY));
    assertFalse(refused.passed());
    assertEquals(LOAD, refused.load());
  }

  @Test
  void anAnswerThatIsNotDeclaredAsJsonIsReadOnlyForItsText() throws Exception {
    for (String type : new String[] {"text/plain", "application/jsonlines", "json"}) {
      assertEquals(ProbeResult.passed(200), asked(ExpectedAnswer.SUCCESS, answer(200, type, BODY)));
    }
    ExpectedAnswer text = new ExpectedAnswer(ExpectedStatus.of("200"), "cpu");
    assertEquals(
        ProbeResult.passed(200).withLoad(LOAD), asked(text, answer(200, "text/plain", BODY)));
    assertEquals(LOAD, asked(text, answer(500, "text/plain", BODY)).load());
  }

  @Test
  void anAnswerWithoutLoadPassesAllTheSame() throws Exception {
    for (String body : new String[] {"", "{", "{\"status\":\"ok\"}", "[]"}) {
      assertEquals(
          ProbeResult.passed(200),
          asked(ExpectedAnswer.SUCCESS, answer(200, "application/json", body)));
    }
  }
}
