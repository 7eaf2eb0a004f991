package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller sees of a pool whose agents are all well. */
class BalancingTest {
  private final ScriptedAgent a = ScriptedAgent.start("a");
  private final ScriptedAgent b = ScriptedAgent.start("b");
  private final ScriptedAgent c = ScriptedAgent.start("c");
  private final Balanced balanced = Balanced.over(a, b, c);

  @AfterEach
  void close() {
    balanced.assertNothingInFlight();
    balanced.close();
  }

  @Test
  void threeAgentsTakeTurnsInDeclaredOrder() throws IOException {
    List<String> turns = List.of("a", "b", "c");
    for (int i = 0; i < 300; i++) {
      assertEquals(turns.get(i % 3), balanced.text(), "call " + i);
    }
    for (ScriptedAgent agent : List.of(a, b, c)) {
      assertEquals(100, agent.requestCount(), agent.id());
      assertEquals(100, balanced.status(agent).requests(), agent.id());
    }
    assertEquals(300, balanced.pool.status().requests());
    assertEquals(1.0, balanced.pool.status().successRate());
  }

  @Test
  void theResponseNamesItsAgentAndCountsAttempts() throws IOException {
    a.next(Scripts.answer(503, "busy"));
    try (Response response = balanced.call(Balanced.get()).execute()) {
      assertEquals("b", response.header("X-OpenClaw-Agent"));
      assertEquals("2", response.header("X-OpenClaw-Attempts"));
      assertNull(response.header("X-OpenClaw-Fallback"));
    }
    try (Response response = balanced.call(Balanced.get()).execute()) {
      assertEquals("b", response.header("X-OpenClaw-Agent"), "a retry takes no turn");
      assertEquals("1", response.header("X-OpenClaw-Attempts"));
    }
  }

  @Test
  void anAgentCannotForgeOurHeaders() throws IOException {
    a.next(Scripts.answer(
        200,
        "",
        "X-OpenClaw-Agent: evil",
        "X-OpenClaw-Agent: twice",
        "X-OpenClaw-Attempts: 99",
        "X-OpenClaw-Fallback: forged"));
    try (Response response = balanced.call(Balanced.get()).execute()) {
      assertEquals(List.of("a"), response.headers("X-OpenClaw-Agent"));
      assertEquals(List.of("1"), response.headers("X-OpenClaw-Attempts"));
      assertEquals(List.of(), response.headers("X-OpenClaw-Fallback"));
    }
  }

  @Test
  void theResponsesUrlIsThePools() throws IOException {
    Request request = Balanced.get();
    try (Response response = balanced.call(request).execute()) {
      assertEquals(HttpUrl.get(Balanced.URL), response.request().url());
      assertEquals(HttpUrl.get("http://pool/v1/next"), response.request().url().resolve("next"));
    }
  }

  @Test
  void aRedirectedResponsesUrlIsWhereItWasRedirectedTo() throws IOException {
    a.next(Scripts.answer(302, "", "Location: /elsewhere"));
    try (Response response = balanced.call(Balanced.get()).execute()) {
      assertEquals(
          HttpUrl.get("http://" + a.host() + "/elsewhere"), response.request().url());
      assertEquals("a", response.header("X-OpenClaw-Agent"));
    }
    assertEquals("/elsewhere", a.requests().get(1).target());
  }

  @Test
  void methodHeadersAndBodyArriveUnchanged() throws IOException {
    a.next(Scripts.echo());
    Request request = Balanced.post("{\"größe\": \"所有\"}")
        .newBuilder()
        .header("Authorization", "Bearer t")
        .addHeader("X-Twice", "1")
        .addHeader("X-Twice", "2")
        .build();
    try (Response response = balanced.call(request).execute()) {
      assertEquals("{\"größe\": \"所有\"}", response.body().string());
    }
    SeenRequest seen = a.requests().get(0);
    assertEquals("POST /v1/chat HTTP/1.1", seen.line());
    assertEquals("Bearer t", seen.header("Authorization"));
    assertEquals(a.host(), seen.header("Host"));
    assertEquals(2, seen.head().split("X-Twice: ").length - 1);
  }

  @Test
  void oneInterceptorServesSeveralClients() throws IOException {
    OkHttpClient other = balanced.client.newBuilder().build();
    assertEquals("a", balanced.text());
    try (Response response = other.newCall(Balanced.get()).execute()) {
      assertEquals("b", response.body().string());
    }
    assertEquals("c", balanced.text());
  }
}
