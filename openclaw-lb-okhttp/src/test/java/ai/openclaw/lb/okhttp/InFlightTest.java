package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.okhttp.ScriptedAgent.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An attempt is in flight until its response body ends, however that comes, and no longer. */
class InFlightTest {
  private final ScriptedAgent agent = ScriptedAgent.start("a");
  private final Balanced balanced = Balanced.over(agent);

  @AfterEach
  void close() {
    try {
      balanced.assertNothingInFlight();
    } finally {
      balanced.close();
    }
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        Arguments.of("GET", Scripts.answer(200, "body"), "body"),
        Arguments.of("GET", Scripts.chunked("one", "two"), "onetwo"),
        Arguments.of("GET", Scripts.chunked(), ""),
        Arguments.of("GET", Scripts.answer(200, ""), ""),
        Arguments.of("GET", Scripts.answer(404, "no"), "no"),
        Arguments.of("GET", Scripts.bodiless(204), ""),
        Arguments.of("GET", Scripts.bodiless(304), ""),
        Arguments.of("HEAD", Scripts.answer(200, "body"), ""));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void itEndsWithTheLastByte(String method, Script script, String body) throws IOException {
    agent.usually(script);
    Response response = balanced.call(request(method)).execute();
    assertEquals(body, response.body().string());
    assertEndedWell(1);
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void itEndsWhenTheBodyIsClosedUnread(String method, Script script, String body)
      throws IOException {
    agent.usually(script);
    balanced.call(request(method)).execute().close();
    assertEndedWell(1);
  }

  private static Request request(String method) {
    return Balanced.get().newBuilder().method(method, null).build();
  }

  private void assertEndedWell(int attempts) {
    balanced.assertNothingInFlight();
    assertEquals(attempts, balanced.attempts());
    assertEquals(0, balanced.failures());
  }

  @Test
  void itLastsWhileTheBodyIsOpen() throws IOException {
    CountDownLatch goOn = new CountDownLatch(1);
    agent.usually(Scripts.inSteps("first", goOn, "second"));
    try (Response response = balanced.call(Balanced.get()).execute()) {
      BufferedSource body = response.body().source();
      assertEquals("first", body.readUtf8(5));
      assertEquals(1, balanced.inFlight());
      goOn.countDown();
      assertEquals("second", body.readUtf8());
      assertEndedWell(1);
    }
  }

  @Test
  void itLastsWhileAnUnreadBodyIsOpen() throws IOException {
    agent.usually(Scripts.answer(200, "body"));
    try (Response response = balanced.call(Balanced.get()).execute()) {
      assertEquals(200, response.code());
      assertEquals(1, balanced.inFlight());
    }
    assertEndedWell(1);
  }

  @Test
  void itEndsWhenABodyIsClosedHalfRead() throws IOException {
    agent.usually(Scripts.stallMidBody("first"));
    try (Response response = balanced.call(Balanced.get()).execute()) {
      assertEquals("first", response.body().source().readUtf8(5));
      assertEquals(1, balanced.inFlight());
    }
    assertEndedWell(1);
  }

  @Test
  void itEndsForAsynchronousCalls() throws Exception {
    Call call = balanced.call(Balanced.get());
    try (Response response = enqueue(call).get(30, TimeUnit.SECONDS)) {
      assertEquals(1, balanced.inFlight());
      assertEquals("a", response.body().string());
    }
    assertEndedWell(1);
  }

  @Test
  void aCallThatIsNeverExecutedNeverBegins() {
    assertNotNull(balanced.call(Balanced.get()));
    assertEndedWell(0);
  }

  @Test
  void aCallThatIsCancelledBeforehandIsNeverSent() {
    Call call = balanced.call(Balanced.get());
    call.cancel();
    assertThrows(IOException.class, call::execute);
    assertEndedWell(0);
    assertEquals(0, agent.requestCount());
  }

  static Stream<Script> breaks() {
    return Stream.of(Scripts.reset(), Scripts.finish());
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void aBodyThatBreaksOffIsTheAgentsFailure(Script how) throws IOException {
    CountDownLatch now = new CountDownLatch(1);
    agent.usually(Scripts.breakMidBody("first", now, how));
    assertBreaksOff(now);
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void chunksThatBreakOffAreTheAgentsFailure(Script how) throws IOException {
    CountDownLatch now = new CountDownLatch(1);
    agent.usually(Scripts.breakMidChunks("first", now, how));
    assertBreaksOff(now);
  }

  private void assertBreaksOff(CountDownLatch now) throws IOException {
    try (Response response = balanced.call(Balanced.get()).execute()) {
      BufferedSource body = response.body().source();
      assertEquals("first", body.readUtf8(5));
      now.countDown();
      assertThrows(IOException.class, body::readUtf8);
    }
    balanced.assertNothingInFlight();
    assertEquals(1, balanced.status(agent).failures());
    assertEquals(1, agent.requestCount());
    assertEquals(0.0, balanced.pool.status().successRate());
  }

  @Test
  void theCallsTimeoutEndsItAndBlamesNobody() throws IOException {
    agent.usually(Scripts.stall());
    Call call = balanced.call(Balanced.get());
    call.timeout().timeout(100, TimeUnit.MILLISECONDS);
    assertThrows(IOException.class, call::execute);
    balanced.assertNothingInFlight();
    assertEquals(0, balanced.failures());
    assertTrue(agent.requestCount() <= 1);
  }

  @Test
  void theCallsTimeoutEndsItWithinTheBody() throws IOException {
    agent.usually(Scripts.stallMidBody("first"));
    OkHttpClient client =
        balanced.client.newBuilder().callTimeout(Duration.ofMillis(200)).build();
    Call call = client.newCall(Balanced.get());
    assertThrows(IOException.class, () -> {
      try (Response response = call.execute()) {
        response.body().string();
      }
    });
    balanced.assertNothingInFlight();
    assertEquals(0, balanced.failures());
  }

  @Test
  void aClonedCallIsACallOfItsOwn() throws IOException {
    Call call = balanced.call(Balanced.get());
    Response first = call.execute();
    Response second = call.clone().execute();
    assertEquals(2, balanced.inFlight());
    first.close();
    assertEquals(1, balanced.inFlight());
    second.close();
    assertEndedWell(2);
  }

  static CompletableFuture<Response> enqueue(Call call) {
    CompletableFuture<Response> result = new CompletableFuture<>();
    call.enqueue(new Callback() {
      @Override
      public void onResponse(Call answered, Response response) {
        result.complete(response);
      }

      @Override
      public void onFailure(Call failed, IOException e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }
}
