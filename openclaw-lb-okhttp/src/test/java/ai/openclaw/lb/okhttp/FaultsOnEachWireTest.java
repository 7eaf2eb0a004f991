package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The same faults by each protocol, with the same end. */
class FaultsOnEachWireTest {
  private static final int CANCEL = 8;

  private static MockResponse status(int code) {
    return new MockResponse.Builder().code(code).body("busy").build();
  }

  private static MockResponse broken(Wire wire, MockResponse.Builder response) {
    SocketEffect how =
        wire.isShared() ? new SocketEffect.CloseStream(CANCEL) : new SocketEffect.CloseSocket();
    return response.onResponseStart(how).build();
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerComesWholeAndEndsItsAttempt(Wire wire) throws IOException {
    try (Wired wired = new Wired(wire, Balanced.QUICK)) {
      String body = "x".repeat(200_000);
      wired.first.enqueue(Wired.ok(body));
      try (Response response = wired.call(Balanced.post("sent")).execute()) {
        assertEquals(wire.agreed(), response.protocol());
        assertEquals(1, wired.inFlight());
        assertEquals(body, response.body().string());
      }
      Invariants.of(wired).calls(1).attempts(1, 0).failures(0, 0).nothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAgentThatIsGoneIsLeftByAPost(Wire wire) throws IOException {
    try (Wired wired = new Wired(wire, Balanced.QUICK)) {
      wired.first.close();
      wired.second.enqueue(Wired.ok("second"));
      try (Response response = wired.call(Balanced.post("sent")).execute()) {
        assertEquals("second", response.body().string());
      }
      Invariants.of(wired)
          .calls(1)
          .attempts(wired.second.getRequestCount(), 1)
          .failures(1, 0)
          .nothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAgentThatRefusesIsLeftByAPost(Wire wire) throws Exception {
    try (Wired wired = new Wired(wire, Balanced.QUICK)) {
      wired.first.enqueue(status(503));
      wired.second.enqueue(Wired.ok("second"));
      try (Response response = wired.call(Balanced.post("sent")).execute()) {
        assertEquals("second", response.body().string());
      }
      assertEquals("sent", wired.second.takeRequest().getBody().utf8());
      Invariants.of(wired).calls(1).attempts(2, 0).failures(1, 0).nothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGetThatIsLostMovesOn(Wire wire) throws IOException {
    try (Wired wired = new Wired(wire, Balanced.QUICK)) {
      wired.first.enqueue(broken(wire, new MockResponse.Builder()));
      wired.second.enqueue(Wired.ok("second"));
      assertEquals("second", wired.text());
      Invariants.of(wired).calls(1).attempts(2, 0).failures(1, 0).nothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPostThatIsLostDoesNot(Wire wire) {
    try (Wired wired = new Wired(wire, Balanced.QUICK)) {
      wired.first.enqueue(broken(wire, new MockResponse.Builder()));
      Call post = wired.call(Balanced.post("sent"));
      assertThrows(IOException.class, post::execute);
      Invariants.of(wired).calls(1).attempts(1, 0).failures(1, 0).nothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatBreaksIsNeverRetried(Wire wire) throws IOException {
    try (Wired wired = new Wired(wire, Balanced.QUICK)) {
      wired.first.enqueue(new MockResponse.Builder()
          .body("x".repeat(1_000_000))
          .onResponseBody(
              wire.isShared()
                  ? new SocketEffect.CloseStream(CANCEL)
                  : new SocketEffect.CloseSocket())
          .build());
      try (Response response = wired.get().execute()) {
        assertEquals(200, response.code());
        assertThrows(IOException.class, () -> response.body().string());
      }
      Invariants.of(wired).calls(1).attempts(1, 0).failures(1, 0).nothingIsLeft();
      assertEquals(0, wired.second.getRequestCount());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCancelledCallLeavesOthersAlone(Wire wire) throws Exception {
    try (Wired wired = new Wired(wire, Balanced.QUICK)) {
      wired.pool.drain("second");
      CountDownLatch goOn = new CountDownLatch(1);
      wired.first.enqueue(Streaming.inSteps("first half, ", goOn, "second half"));
      wired.first.enqueue(Streaming.inSteps("cancelled", goOn, "never read"));
      try (Response response = wired.get().execute()) {
        BufferedSource body = response.body().source();
        assertEquals("first half, ", body.readUtf8(12));
        Call cancelled = wired.get();
        Response other = cancelled.execute();
        assertEquals(2, wired.inFlight());
        cancelled.cancel();
        Balanced.until("still in flight", () -> wired.inFlight() == 1);
        other.close();
        goOn.countDown();
        assertEquals("second half", body.readUtf8());
      }
      Invariants.of(wired).calls(2).attempts(2, 0).failures(0, 0).nothingIsLeft();
    }
  }

  /** An agent that shuts down says so; the calls after it find their way. */
  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"H2", "H2C"})
  void callsAfterAGoAwayAreNotLost(Wire wire) throws IOException {
    try (Wired wired = new Wired(wire, Balanced.QUICK)) {
      wired.pool.drain("second");
      wired.first.enqueue(new MockResponse.Builder()
          .body("last")
          .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
          .build());
      wired.first.enqueue(Wired.ok("first of a new connection"));
      assertEquals("last", wired.text());
      try (Response response = wired.call(Balanced.post("sent")).execute()) {
        assertEquals("first of a new connection", response.body().string());
      }
      Invariants.of(wired).calls(2).attempts(2, 0).failures(0, 0).nothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyCallsAtOnceAreSpreadEvenly(Wire wire) throws Exception {
    int calls = 100;
    try (Wired wired = new Wired(wire, Balanced.QUICK)) {
      CompletableFuture<?>[] answers = new CompletableFuture<?>[calls];
      for (int i = 0; i < calls; i++) {
        wired.first.enqueue(Wired.ok("body"));
        wired.second.enqueue(Wired.ok("body"));
      }
      for (int i = 0; i < calls; i++) {
        answers[i] = InFlightTest.enqueue(wired.get()).thenAccept(Response::close);
      }
      CompletableFuture.allOf(answers).get(30, TimeUnit.SECONDS);
      assertEquals(calls / 2, wired.first.getRequestCount());
      Invariants.of(wired).calls(calls).attempts(calls, 0).failures(0, 0).nothingIsLeft();
    }
  }

  /** Of a body that can be sent only once, nothing must arrive elsewhere, not even its emptiness. */
  @ParameterizedTest
  @EnumSource
  void aOneShotBodyIsSentOnce(Wire wire) {
    try (Wired wired = new Wired(wire, Balanced.QUICK)) {
      wired.first.enqueue(broken(wire, new MockResponse.Builder()));
      RequestBody once = new OneShotBody("once");
      Request put = Balanced.get().newBuilder().put(once).build();
      assertThrows(IOException.class, () -> wired.call(put).execute());
      assertEquals(0, wired.second.getRequestCount());
      Invariants.of(wired).calls(1).attempts(1, 0).failures(1, 0).nothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"HTTPS_1", "H2"})
  void anAgentWhoseCertificateIsNotTrustedIsLeft(Wire wire) throws IOException {
    try (Wired wired = new Wired(wire, Balanced.QUICK, wire.startUntrusted())) {
      wired.second.enqueue(Wired.ok("second"));
      try (Response response = wired.call(Balanced.post("sent")).execute()) {
        assertEquals("second", response.body().string());
      }
      Invariants.of(wired).calls(1).attempts(1, 1).failures(1, 0).nothingIsLeft();
    }
  }
}
