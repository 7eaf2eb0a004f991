package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cancelled or interrupted call ends, blames nobody and goes to nobody else. */
class CancelTest {
  private final ScriptedAgent agent = ScriptedAgent.start("a");
  private final ScriptedAgent other = ScriptedAgent.start("other");
  private final AtomicReference<EventListener> events =
      new AtomicReference<>(new EventListener() {});
  private final Balanced balanced = Balanced.over(
      Balanced.QUICK, client -> client.eventListenerFactory(call -> events.get()), agent, other);

  @AfterEach
  void close() {
    try {
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.failures());
      assertEquals(0, other.requestCount());
    } finally {
      balanced.close();
    }
  }

  @Test
  void whileConnecting() {
    events.set(new EventListener() {
      @Override
      public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        call.cancel();
      }
    });
    assertThrows(IOException.class, () -> balanced.call(Balanced.get()).execute());
    assertEquals(1, balanced.attempts());
  }

  @Test
  void whileWaitingForHeaders() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    agent.usually(Scripts.stall(asked));
    Call call = balanced.call(Balanced.get());
    CompletableFuture<Response> answer = InFlightTest.enqueue(call);
    Balanced.await(asked);
    assertEquals(1, balanced.inFlight());
    call.cancel();
    assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
    assertEquals(1, balanced.attempts());
  }

  @Test
  void whileReadingTheBody() throws Exception {
    agent.usually(Scripts.stallMidBody("first"));
    Call call = balanced.call(Balanced.get());
    try (Response response = call.execute()) {
      BufferedSource body = response.body().source();
      assertEquals("first", body.readUtf8(5));
      CompletableFuture<Void> cancelled = CompletableFuture.runAsync(call::cancel);
      assertThrows(IOException.class, body::readUtf8);
      cancelled.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void withABodyThatTheCallerNeverTouches() throws IOException {
    agent.usually(Scripts.stallMidBody("first"));
    Call call = balanced.call(Balanced.get());
    Response response = call.execute();
    assertEquals(1, balanced.inFlight());
    call.cancel();
    balanced.assertNothingInFlight();
    response.close();
  }

  @Test
  void afterTheBodyHasEndedNothingChanges() throws IOException {
    Call call = balanced.call(Balanced.get());
    try (Response response = call.execute()) {
      assertEquals("a", response.body().string());
    }
    call.cancel();
    assertEquals(1.0, balanced.pool.status().successRate());
    assertEquals(1, balanced.attempts());
  }

  @Test
  void allCallsOfTheDispatcher() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    agent.usually(Scripts.stall(asked));
    CompletableFuture<Response> answer = InFlightTest.enqueue(balanced.call(Balanced.get()));
    Balanced.await(asked);
    balanced.client.dispatcher().cancelAll();
    assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
  }

  @Test
  void interruptedBefore() {
    Thread.currentThread().interrupt();
    assertThrows(IOException.class, () -> balanced.call(Balanced.get()).execute());
    assertTrue(Thread.interrupted());
  }

  @Test
  void interruptedBeforeUsingAKeptConnection() throws IOException {
    agent.usually(Scripts.answer(200, "a"));
    balanced.pool.drain("other");
    assertEquals("a", balanced.text());
    Thread.currentThread().interrupt();
    assertThrows(IOException.class, () -> balanced.call(Balanced.get()).execute());
    assertTrue(Thread.interrupted());
  }

  @Test
  void interruptedWhileSending() {
    events.set(new EventListener() {
      @Override
      public void requestHeadersStart(Call call) {
        Thread.currentThread().interrupt();
      }
    });
    assertThrows(IOException.class, () -> balanced.call(Balanced.get()).execute());
    assertTrue(Thread.interrupted());
  }

  @Test
  void interruptedWhileWaitingForHeaders() {
    events.set(new EventListener() {
      @Override
      public void requestHeadersEnd(Call call, Request request) {
        Thread.currentThread().interrupt();
      }
    });
    agent.usually(Scripts.stall());
    assertThrows(IOException.class, () -> balanced.call(Balanced.get()).execute());
    assertTrue(Thread.interrupted());
  }

  @Test
  void interruptedByTheTimeTheConnectionBreaks() {
    Thread caller = Thread.currentThread();
    agent.usually(exchange -> {
      caller.interrupt();
      exchange.reset();
    });
    assertThrows(IOException.class, () -> balanced.call(Balanced.get()).execute());
    assertTrue(Thread.interrupted());
  }
}
