package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.lb.config.FailoverConfig;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.Response;
import okio.Buffer;
import okio.Okio;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The time limit of an attempt is kept by whatever protocol, and harms no other call. */
class AttemptTimeoutOnEachWireTest {
  private static final Duration LIMIT = Duration.ofMillis(700);
  private static final FailoverConfig LIMITED = Balanced.QUICK.withAttemptTimeout(LIMIT);

  private static final MockResponse SILENCE =
      new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build();

  /** The first use of each protocol takes longer than the limit. */
  @BeforeAll
  static void warmUp() throws IOException {
    for (Wire wire : Wire.values()) {
      try (Wired wired = new Wired(wire, Balanced.QUICK)) {
        wired.warmUp();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherAgentIsAskedWhereOneStaysSilent(Wire wire) throws IOException {
    try (Wired wired = new Wired(wire, LIMITED)) {
      wired.warmUp();
      wired.first.enqueue(SILENCE);
      wired.second.enqueue(Wired.ok("second"));
      try (Response response = wired.get().execute()) {
        assertEquals("second", response.body().string());
        assertEquals("2", response.header("X-OpenClaw-Attempts"));
        assertEquals(wire.agreed(), response.protocol());
      }
      assertEquals(1, wired.firstAgent().failures());
      assertEquals(0, wired.secondAgent().failures());
      wired.assertNothingInFlight();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theBodyTakesAsLongAsTheClientAllows(Wire wire) throws IOException {
    try (Wired wired = new Wired(wire, LIMITED)) {
      wired.warmUp();
      wired.first.enqueue(new MockResponse.Builder()
          .body("late")
          .bodyDelay(LIMIT.toMillis() + 50, TimeUnit.MILLISECONDS)
          .build());
      assertEquals("late", wired.text());
      assertEquals(0, wired.firstAgent().failures());
    }
  }

  /** By HTTP/2 both go over one connection. */
  @ParameterizedTest
  @EnumSource
  void anotherCallToTheSameAgentGoesOn(Wire wire) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (Wired wired = new Wired(wire, LIMITED.withMaxRetries(0))) {
      wired.warmUp();
      wired.pool.drain("second");
      wired.first.enqueue(Streaming.inSteps("first half, ", over, "second half"));
      wired.first.enqueue(SILENCE);
      try (Response response = wired.get().execute()) {
        assertEquals("first half, ", response.body().source().readUtf8(12));
        CompletableFuture<Response> silent = InFlightTest.enqueue(wired.get());
        assertThrows(Exception.class, () -> silent.get(30, TimeUnit.SECONDS));
        over.countDown();
        assertEquals("second half", response.body().string());
      }
      assertEquals(1, wired.firstAgent().failures());
      wired.assertNothingInFlight();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theClientsReadTimeoutGovernsTheBody(Wire wire) throws IOException {
    FailoverConfig generous = Balanced.QUICK.withAttemptTimeout(Duration.ofHours(1));
    CountDownLatch never = new CountDownLatch(1);
    try (Wired wired = new Wired(wire, generous)) {
      wired.warmUp();
      wired.first.enqueue(Streaming.inSteps("first", never, "never"));
      Call call = wired.client.newBuilder().readTimeout(LIMIT).build().newCall(Balanced.get());
      try (Response response = call.execute()) {
        Buffer read = new Buffer();
        assertEquals(5, response.body().source().read(read, 5));
        assertThrows(
            SocketTimeoutException.class, () -> response.body().source().readAll(Okio.blackhole()));
      } finally {
        never.countDown();
      }
      assertEquals(1, wired.firstAgent().failures());
      wired.assertNothingInFlight();
    }
  }
}
