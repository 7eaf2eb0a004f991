package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.FallbackResponse;
import ai.openclaw.lb.config.OnNoneHealthy;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the caller gets when no agent can answer. */
class FallbackTest {
  private static final String BODY = "{\"error\": \"所有Agent实例不可用\", \"code\": \"ÄÖ😀\"}\r\n";
  private static final FailoverConfig FALLING_BACK =
      Balanced.QUICK.withFallbackResponse(new FallbackResponse(503, BODY));

  private final ScriptedAgent a = ScriptedAgent.refusing("a");
  private final ScriptedAgent b = ScriptedAgent.refusing("b");
  private final ScriptedAgent c = ScriptedAgent.refusing("c");

  @AfterEach
  void close() {
    List.of(a, b, c).forEach(ScriptedAgent::close);
  }

  @Test
  void allDownGivesTheConfiguredAnswerByteForByte() throws IOException {
    try (Balanced balanced = Balanced.over(FALLING_BACK, a, b, c)) {
      assertFallback(balanced, Balanced.get(), "retries_exhausted");
      assertFallback(balanced, Balanced.post("x"), "retries_exhausted");
      Request oneShot = Balanced.get().newBuilder().post(new OneShotBody("x")).build();
      assertFallback(balanced, oneShot, "retries_exhausted");
      assertEquals(9, balanced.attempts());
      assertEquals(0.0, balanced.pool.status().successRate());
      balanced.assertNothingInFlight();
    }
  }

  @Test
  void noneFitGivesTheConfiguredAnswer() throws IOException {
    try (Balanced balanced = Balanced.over(FALLING_BACK, a, b, c)) {
      List.of("a", "b", "c").forEach(balanced.pool::drain);
      assertFallback(balanced, Balanced.get(), "none_healthy");
      assertEquals(0, balanced.attempts());
    }
  }

  @Test
  void toFailWhereNoneIsFitGoesBeforeTheFallback() throws IOException {
    FailoverConfig failing = FALLING_BACK.withOnNoneHealthy(OnNoneHealthy.FAIL);
    try (Balanced balanced = Balanced.over(failing, a)) {
      assertFallback(balanced, Balanced.get(), "retries_exhausted");
      balanced.pool.drain("a");
      Call call = balanced.call(Balanced.get());
      NoAgentAvailableException none = assertThrows(NoAgentAvailableException.class, call::execute);
      assertEquals(NoAgentAvailableException.Reason.NONE_HEALTHY, none.reason());
    }
  }

  @Test
  void aClosedPoolGivesTheConfiguredAnswer() throws IOException {
    try (Balanced balanced = Balanced.over(FALLING_BACK, a)) {
      balanced.pool.close();
      assertFallback(balanced, Balanced.get(), "closed");
    }
  }

  @Test
  void allSaturatedGivesTheConfiguredAnswer() throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.start("agent");
        Balanced balanced = Balanced.over(FALLING_BACK, a)) {
      balanced.pool.drain("a");
      balanced.pool.add(AgentConfig.of("one", agent.host()).withMaxConnections(1));
      Response open = balanced.call(Balanced.get()).execute();
      assertFallback(balanced, Balanced.get(), "all_saturated");
      open.close();
      assertEquals("agent", balanced.text());
      balanced.assertNothingInFlight();
    }
  }

  private static void assertFallback(Balanced balanced, Request request, String reason)
      throws IOException {
    try (Response response = balanced.call(request).execute()) {
      assertEquals(503, response.code());
      assertArrayEquals(BODY.getBytes(StandardCharsets.UTF_8), response.body().bytes());
      assertEquals("application/json; charset=utf-8", response.header("Content-Type"));
      assertEquals(reason, response.header("X-OpenClaw-Fallback"));
      assertNull(response.header("X-OpenClaw-Agent"));
      assertEquals(request, response.request());
    }
  }

  @Test
  void plainTextIsSaidToBeThat() throws IOException {
    FailoverConfig text = Balanced.QUICK.withFallbackResponse(new FallbackResponse(200, "später"));
    try (Balanced balanced = Balanced.over(text, a);
        Response response = balanced.call(Balanced.get()).execute()) {
      assertEquals(200, response.code());
      assertEquals("text/plain; charset=utf-8", response.header("Content-Type"));
      assertEquals("später", response.body().string());
    }
  }

  @Test
  void theAgentsOwnLastAnswerCountsMoreThanTheFallback() throws IOException {
    try (ScriptedAgent busy = ScriptedAgent.start("busy", Scripts.answer(503, "try later"));
        Balanced balanced = Balanced.over(FALLING_BACK, busy);
        Response response = balanced.call(Balanced.get()).execute()) {
      assertEquals("try later", response.body().string());
      assertEquals("busy", response.header("X-OpenClaw-Agent"));
      assertEquals("3", response.header("X-OpenClaw-Attempts"));
      assertNull(response.header("X-OpenClaw-Fallback"));
    }
  }

  @Test
  void aPostThatAnAgentMayHaveActedOnIsNotAnsweredByTheFallback() {
    try (ScriptedAgent agent = ScriptedAgent.start("agent", Scripts.reset());
        Balanced balanced = Balanced.over(FALLING_BACK, agent)) {
      assertThrows(IOException.class, () -> balanced.call(Balanced.post("x")).execute());
      assertEquals(1, agent.requestCount());
    }
  }

  @Test
  void withoutFallbackTheLastFailureComesWithThoseBefore() {
    try (Balanced balanced = Balanced.over(a, b, c)) {
      Call call = balanced.call(Balanced.get());
      ConnectException third = assertThrows(ConnectException.class, call::execute);
      assertMentions(c, third);
      IOException second = assertInstanceOf(ConnectException.class, third.getSuppressed()[0]);
      assertMentions(b, second);
      assertMentions(a, assertInstanceOf(ConnectException.class, second.getSuppressed()[0]));
    }
  }

  private static void assertMentions(ScriptedAgent agent, IOException failure) {
    assertTrue(failure.getMessage().contains(":" + agent.port()), failure::getMessage);
  }

  @Test
  void withoutFallbackTheExceptionTellsTheReason() {
    try (Balanced balanced = Balanced.over(a, b)) {
      balanced.pool.drain("a");
      balanced.pool.drain("b");
      Call call = balanced.call(Balanced.get());
      NoAgentAvailableException none = assertThrows(NoAgentAvailableException.class, call::execute);
      assertEquals(NoAgentAvailableException.Reason.NONE_HEALTHY, none.reason());
      assertEquals(List.of("a", "b"), List.copyOf(none.states().keySet()));
    }
  }

  @Test
  void anAgentThatLeavesWhileItFailsIsNotAskedAgain() {
    AgentPool[] pool = new AgentPool[1];
    try (ScriptedAgent agent = ScriptedAgent.start("agent", exchange -> {
          pool[0].drain("agent");
          exchange.reset();
        });
        Balanced balanced = Balanced.over(FALLING_BACK.withFallbackResponse(null), agent)) {
      pool[0] = balanced.pool;
      assertThrows(IOException.class, () -> balanced.call(Balanced.get()).execute());
      assertEquals(1, agent.requestCount());
      balanced.assertNothingInFlight();
    }
  }

  @Test
  void withoutFailoverThereIsOneAttemptAndItsFailure() {
    FailoverConfig off =
        FailoverConfig.DISABLED.withFallbackResponse(new FallbackResponse(503, BODY));
    try (Balanced balanced = Balanced.over(off, a, b)) {
      assertThrows(ConnectException.class, () -> balanced.call(Balanced.get()).execute());
      assertEquals(1, balanced.attempts());
    }
  }
}
