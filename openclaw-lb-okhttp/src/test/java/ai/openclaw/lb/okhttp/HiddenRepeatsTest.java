package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What OkHttp would send again on its own goes to another agent by our rules, or to the caller. */
class HiddenRepeatsTest {
  private static Response send(Balanced balanced, String method) throws IOException {
    RequestBody body = method.equals("GET") ? null : RequestBody.create("x", null);
    Request request = Balanced.get().newBuilder().method(method, body).build();
    return balanced.call(request).execute();
  }

  private static void assertCounted(Balanced balanced, ScriptedAgent... agents) {
    balanced.assertNothingInFlight();
    for (ScriptedAgent agent : agents) {
      assertEquals(agent.requestCount(), balanced.status(agent).requests(), agent.id());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "POST"})
  void atOnceMeansAnotherAgent(String method) throws IOException {
    try (ScriptedAgent busy =
            ScriptedAgent.start("busy", Scripts.answer(503, "", "Retry-After: 0"));
        ScriptedAgent well = ScriptedAgent.start("well");
        Balanced balanced = Balanced.over(busy, well)) {
      try (Response response = send(balanced, method)) {
        assertEquals("well", response.body().string());
        assertEquals("2", response.header("X-OpenClaw-Attempts"));
      }
      assertEquals(1, busy.requestCount());
      assertCounted(balanced, busy, well);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "503, 0",
    "503, 00",
    "503, 7",
    "503, 99999999999999999999",
    "503, soon",
    "408, 0",
    "408, 99999999999999999999"
  })
  void theCallerSeesTheHeaderAsItWasSent(int status, String retryAfter) throws IOException {
    try (ScriptedAgent busy =
            ScriptedAgent.start("busy", Scripts.answer(status, "", "Retry-After: " + retryAfter));
        Balanced balanced =
            Balanced.over(Balanced.QUICK.withMaxRetries(0), client -> client, busy)) {
      try (Response response = send(balanced, "POST")) {
        assertEquals(status, response.code());
        assertEquals(retryAfter, response.header("Retry-After"));
      }
      assertEquals(1, busy.requestCount());
      assertCounted(balanced, busy);
    }
  }

  @Test
  void aPostThatTimedOutIsNotSentAgain() throws IOException {
    try (ScriptedAgent slow = ScriptedAgent.start("slow", Scripts.answer(408, ""));
        ScriptedAgent well = ScriptedAgent.start("well");
        Balanced balanced = Balanced.over(slow, well)) {
      try (Response response = send(balanced, "POST")) {
        assertEquals(408, response.code());
      }
      assertEquals(1, slow.requestCount());
      assertCounted(balanced, slow, well);
    }
  }

  @Test
  void aGetThatTimedOutOnAKeptConnectionIsRecovered() throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.start("a");
        Balanced balanced = Balanced.over(agent)) {
      assertEquals("a", balanced.text());
      agent.next(Scripts.answer(408, "", "Connection: close"));
      assertEquals("a", balanced.text());
      balanced.assertNothingInFlight();
      assertEquals(2, balanced.attempts());
      assertEquals(3, agent.requestCount());
      assertEquals(0, balanced.failures());
    }
  }

  @Test
  void requestsToNoPoolAreOkHttpsAlone() throws IOException {
    try (ScriptedAgent busy =
            ScriptedAgent.start("busy", Scripts.answer(503, "", "Retry-After: 0"));
        Balanced balanced = Balanced.over(busy)) {
      Request request = new Request.Builder().url("http://" + busy.host() + "/").build();
      try (Response response = balanced.call(request).execute()) {
        assertEquals("0", response.header("Retry-After"));
      }
      assertEquals(2, busy.requestCount());
      assertEquals(0, balanced.attempts());
    }
  }
}
