package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.lb.AgentPool;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects within the pool are followed, and those away from it are the client's business. */
class RedirectTest {
  private final ScriptedAgent a = ScriptedAgent.start("a");
  private final ScriptedAgent b = ScriptedAgent.start("b");
  private final ScriptedAgent foreign = ScriptedAgent.start("foreign");
  private final Balanced balanced = Balanced.over(
      Balanced.QUICK,
      client -> client.dns(host -> List.of(InetAddress.getByName("127.0.0.1"))),
      a,
      b);

  @AfterEach
  void close() {
    balanced.close();
    foreign.close();
  }

  private void redirects(int status, String location) {
    a.next(Scripts.answer(status, "", "Location: " + location));
  }

  private String foreignUrl() {
    return "http://foreign.test:" + foreign.port() + "/there";
  }

  private static Request.Builder get() {
    return Balanced.get()
        .newBuilder()
        .header("Authorization", "Bearer secret")
        .header("X-Api-Key", "secret");
  }

  @ParameterizedTest
  @CsvSource({
    "301, http://pool/next?x=%2F, /next?x=%2F",
    "302, http://POOL/next, /next",
    "303, http://pool:80/next, /next",
    "307, https://pool/next, /next",
    "308, //pool/next, /next",
    "302, /next, /next",
    "302, next?y, /v1/next?y",
    "302, ?y, /v1/chat?y",
  })
  void aRedirectToThePoolIsServedByTheAgentThatGaveIt(int status, String location, String target)
      throws IOException {
    redirects(status, location);
    try (Response response = balanced.call(get().build()).execute()) {
      assertEquals("a", response.body().string());
      assertEquals("a", response.header("X-OpenClaw-Agent"));
      assertEquals("1", response.header("X-OpenClaw-Attempts"));
    }
    assertEquals(target, a.requests().get(1).target());
    assertEquals("Bearer secret", a.requests().get(1).header("Authorization"));
    assertEquals("secret", a.requests().get(1).header("X-Api-Key"));
    assertEquals(0, b.requestCount());
    balanced.assertNothingInFlight();
    assertEquals(1, balanced.attempts());
    assertEquals(0, balanced.failures());
  }

  @Test
  void aRedirectToThePoolKeepsTheAgentsBasePath() throws IOException {
    try (AgentPool pool =
        AgentPool.builder("based").agent("a", "http://" + a.host() + "/base").build()) {
      OkHttpClient client =
          AgentPoolInterceptor.install(balanced.client.newBuilder(), pool).build();
      redirects(302, "http://based/v1/next");
      Request request = new Request.Builder().url("http://based/v1/chat").build();
      try (Response response = client.newCall(request).execute()) {
        assertEquals("a", response.body().string());
      }
      client.connectionPool().evictAll();
    }
    assertEquals("/base/v1/chat", a.requests().get(0).target());
    assertEquals("/base/v1/next", a.requests().get(1).target());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://pool/next", "//pool/ä", "http://other/"})
  void whoFollowsNoRedirectsSeesTheAgentsOwn(String location) throws IOException {
    OkHttpClient client = balanced.client.newBuilder().followRedirects(false).build();
    redirects(302, location);
    try (Response response = client.newCall(get().build()).execute()) {
      assertEquals(302, response.code());
      assertEquals(location, response.header("Location"));
    }
    balanced.assertNothingInFlight();
    assertEquals(1, a.requestCount());
  }

  @Test
  void aRedirectToAnotherAgentIsNeitherCreditedNorCharged() throws IOException {
    b.next(Scripts.answer(503, "busy", "Retry-After: 60", "X-OpenClaw-Agent: forged"));
    redirects(302, "http://" + b.host() + "/there");
    try (Response response = balanced.call(get().build()).execute()) {
      assertEquals(503, response.code());
      assertEquals("60", response.header("Retry-After"));
      assertNull(response.header("X-OpenClaw-Agent"));
      assertEquals("1", response.header("X-OpenClaw-Attempts"));
    }
    assertEquals("/there", b.requests().get(0).target());
    assertNull(b.requests().get(0).header("Authorization"));
    balanced.assertNothingInFlight();
    assertEquals(1, balanced.attempts());
    assertEquals(0, balanced.failures());
  }

  @Test
  void credentialsGoToNoOtherHostByOurDoing() throws IOException {
    redirects(302, foreignUrl());
    try (Response response = balanced.call(get().build()).execute()) {
      assertEquals("foreign", response.body().string());
    }
    SeenRequest seen = foreign.requests().get(0);
    assertNull(seen.header("Authorization"));
    assertEquals("secret", seen.header("X-Api-Key"), "as OkHttp does without us");
    balanced.assertNothingInFlight();
  }

  @Test
  void aForeignServerThatRefusesBlamesNobodyAndIsNotAskedTwice() {
    foreign.kill();
    redirects(302, foreignUrl());
    assertThrows(IOException.class, () -> balanced.call(get().build()).execute());
    balanced.assertNothingInFlight();
    assertEquals(0, balanced.failures());
    assertEquals(1, balanced.attempts());
    assertEquals(0, b.requestCount());
  }

  @Test
  void aForeignServerThatBreaksInTheMiddleBlamesNobody() throws IOException {
    CountDownLatch now = new CountDownLatch(1);
    foreign.usually(Scripts.breakMidBody("some", now, Scripts.reset()));
    redirects(302, foreignUrl());
    try (Response response = balanced.call(get().build()).execute()) {
      now.countDown();
      assertThrows(IOException.class, () -> response.body().string());
    }
    balanced.assertNothingInFlight();
    assertEquals(0, balanced.failures());
  }

  @Test
  void aForeignServerThatRedirectsBackIsServedByTheAgentWithoutTheCredentialItLost()
      throws IOException {
    foreign.usually(Scripts.answer(302, "", "Location: http://pool/back"));
    redirects(302, foreignUrl());
    try (Response response = balanced.call(get().build()).execute()) {
      assertEquals("a", response.body().string());
      assertEquals("a", response.header("X-OpenClaw-Agent"));
    }
    assertEquals("/back", a.requests().get(1).target());
    assertNull(a.requests().get(1).header("Authorization"));
    balanced.assertNothingInFlight();
  }

  @Test
  void anAgentThatRedirectsForEverEndsAsWithoutUs() {
    a.usually(Scripts.answer(302, "", "Location: http://pool/again"));
    b.usually(Scripts.answer(302, "", "Location: http://pool/again"));
    IOException thrown =
        assertThrows(IOException.class, () -> balanced.call(get().build()).execute());
    assertEquals("Too many follow-up requests: 21", thrown.getMessage());
    balanced.assertNothingInFlight();
    assertEquals(1, balanced.attempts());
    assertEquals(0, balanced.failures());
  }
}
