package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentState;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.NoAgentAvailableException.Reason;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.FallbackResponse;
import ai.openclaw.lb.config.OnNoneHealthy;
import ai.openclaw.lb.okhttp.ScriptedAgent.Script;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of calls while every agent has asked to be spared. */
class CoolingTest {
  private static final FailoverConfig FALLING_BACK =
      Balanced.QUICK.withFallbackResponse(new FallbackResponse(503, "later"));
  private static final Script SPARE_ME_LONG = Scripts.answer(429, "busy", "Retry-After: 120");

  private final ScriptedAgent agent = ScriptedAgent.start("a");

  @AfterEach
  void close() {
    agent.close();
  }

  @Test
  void aShortPauseIsWaitedFor() throws IOException {
    FailoverConfig limits = FALLING_BACK.withRetryInterval(Duration.ofSeconds(1));
    agent.next(Scripts.answer(429, "busy", "Retry-After: 1"));
    try (Balanced balanced = Balanced.over(limits, agent)) {
      long start = System.nanoTime();
      try (Response response = balanced.call(Balanced.get()).execute()) {
        assertEquals("a", response.body().string());
        assertEquals("2", response.header("X-OpenClaw-Attempts"));
      }
      assertTrue(System.nanoTime() - start >= Duration.ofSeconds(1).toNanos());
      assertEquals(2, agent.requestCount());
      balanced.assertNothingInFlight();
    }
  }

  @Test
  void aLongPauseGivesTheFallbackThatTellsWhenToComeBack() throws IOException {
    agent.next(SPARE_ME_LONG);
    try (Balanced balanced = Balanced.over(FALLING_BACK, agent)) {
      assertEquals("busy", balanced.text());
      assertEquals(AgentState.COOLING, balanced.status(agent).state());
      try (Response response = balanced.call(Balanced.get()).execute()) {
        assertEquals(503, response.code());
        assertEquals("later", response.body().string());
        assertEquals("all_cooling", response.header("X-OpenClaw-Fallback"));
        // A tenth may be added at random, and some of it may be over already.
        long seconds = Long.parseLong(response.header("Retry-After"));
        assertTrue(seconds > 60 && seconds <= 132, () -> "Retry-After: " + seconds);
      }
      assertEquals(1, agent.requestCount());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = OnNoneHealthy.class,
      names = {"FALLBACK", "FAIL"})
  void withoutFallbackTheExceptionTellsWhenToComeBack(OnNoneHealthy behaviour) throws IOException {
    agent.next(SPARE_ME_LONG);
    try (Balanced balanced = Balanced.over(Balanced.QUICK.withOnNoneHealthy(behaviour), agent)) {
      assertEquals("busy", balanced.text());
      Call call = balanced.call(Balanced.get());
      NoAgentAvailableException none = assertThrows(NoAgentAvailableException.class, call::execute);
      assertEquals(Reason.ALL_COOLING, none.reason());
      assertNotNull(none.retryAfter());
    }
  }

  @Test
  void anotherAgentTakesOverAtOnce() throws IOException {
    try (ScriptedAgent other = ScriptedAgent.start("other");
        Balanced balanced = Balanced.over(FALLING_BACK, agent.next(SPARE_ME_LONG), other)) {
      for (int i = 0; i < 4; i++) {
        try (Response response = balanced.call(Balanced.get()).execute()) {
          assertEquals("other", response.body().string());
          assertNull(response.header("Retry-After"));
        }
      }
      assertEquals(1, agent.requestCount());
    }
  }
}
