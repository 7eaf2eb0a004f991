package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.FallbackResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the caller's time does not suffice for is not begun; all else that a call waits for is an hour. */
@Timeout(60)
class DeadlineTest {
  private static final FailoverConfig SLOW =
      FailoverConfig.DEFAULT.withRetryInterval(Duration.ofHours(1));

  private final ScriptedAgent agent = ScriptedAgent.start("a", Scripts.answer(503, "busy"));
  private final Balanced balanced = Balanced.over(SLOW, agent);

  @AfterEach
  void close() {
    try {
      balanced.assertNothingInFlight();
    } finally {
      balanced.close();
    }
  }

  private Call limited() {
    Call call = balanced.call(Balanced.get());
    call.timeout().timeout(30, TimeUnit.MINUTES);
    return call;
  }

  @Test
  void theLastAnswerComesAtOnceWhereAPauseWouldTakeTooLong() throws IOException {
    try (Response response = limited().execute()) {
      assertEquals("busy", response.body().string());
    }
    assertEquals(1, agent.requestCount());
  }

  @Test
  void theLastFailureComesAtOnceWhereAPauseWouldTakeTooLong() {
    agent.usually(Scripts.reset());
    assertThrows(IOException.class, limited()::execute);
    assertEquals(1, agent.requestCount());
  }

  @Test
  void aDeadlineCountsAsATimeoutDoes() throws IOException {
    Call call = balanced.call(Balanced.get());
    call.timeout().deadline(30, TimeUnit.MINUTES);
    try (Response response = call.execute()) {
      assertEquals("busy", response.body().string());
    }
    assertEquals(1, agent.requestCount());
  }

  @Test
  void theClientsTimeoutForCallsCountsToo() throws IOException {
    OkHttpClient client =
        balanced.client.newBuilder().callTimeout(Duration.ofMinutes(30)).build();
    try (Response response = client.newCall(Balanced.get()).execute()) {
      assertEquals("busy", response.body().string());
    }
    assertEquals(1, agent.requestCount());
  }

  @Test
  void aPauseWithinTheTimeIsMade() throws IOException {
    agent.next(Scripts.answer(503, "busy")).usually(Scripts.answer(200, "well"));
    try (Balanced quick = Balanced.over(agent)) {
      Call call = quick.call(Balanced.get());
      call.timeout().timeout(30, TimeUnit.MINUTES);
      try (Response response = call.execute()) {
        assertEquals("well", response.body().string());
      }
      assertEquals(2, quick.attempts());
    }
  }

  @Test
  void theFallbackResponseComesInTime() throws IOException {
    FailoverConfig failover = SLOW.withFallbackResponse(new FallbackResponse(299, "later"));
    ScriptedAgent dead = ScriptedAgent.refusing("dead");
    try (Balanced fallingBack = Balanced.over(failover, dead)) {
      Call call = fallingBack.call(Balanced.get());
      call.timeout().timeout(30, TimeUnit.MINUTES);
      try (Response response = call.execute()) {
        assertEquals("later", response.body().string());
      }
    }
  }

  @Test
  void anAgentThatStallsIsBlamedForNothing() {
    agent.usually(Scripts.stall());
    Call call = balanced.call(Balanced.get());
    call.timeout().timeout(200, TimeUnit.MILLISECONDS);
    assertThrows(InterruptedIOException.class, call::execute);
    balanced.assertNothingInFlight();
    assertEquals(0, balanced.failures());
  }

  @Test
  void theTimeOfAllAttemptsTogetherIsTheCallers() {
    agent.usually(Scripts.stall());
    FailoverConfig many =
        Balanced.QUICK.withMaxRetries(100).withAttemptTimeout(Duration.ofMillis(100));
    try (Balanced patient = Balanced.over(many, agent)) {
      Call call = patient.call(Balanced.get());
      call.timeout().timeout(500, TimeUnit.MILLISECONDS);
      assertThrows(InterruptedIOException.class, call::execute);
      patient.assertNothingInFlight();
    }
  }
}
