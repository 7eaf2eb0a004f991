package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.NoAgentAvailableException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StringReader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The pool, the client's threads or all of its calls end while one call streams, and another one waits
 * for the room that the first has.
 */
class EndInTheMiddleTest {
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final ScriptedAgent agent =
      ScriptedAgent.start("a", Scripts.inSteps("first half, ", goOn, "second half"));
  private final AgentPool pool = AgentPool.fromYaml(new StringReader("""
      backend_pool:
        name: pool
        instances: [{id: a, host: "%s", max_connections: 1}]
      queue: {max: 10, timeout: 10m}
      """.formatted(agent.host())));
  private final OkHttpClient client =
      AgentPoolInterceptor.install(new OkHttpClient.Builder(), pool).build();

  @AfterEach
  void close() {
    goOn.countDown();
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdownNow();
    client.connectionPool().evictAll();
    pool.close();
    agent.close();
  }

  private AgentStatus status() {
    return pool.status().agents().get(0);
  }

  private CompletableFuture<Response> enqueue() {
    return InFlightTest.enqueue(client.newCall(Balanced.get()));
  }

  private Response stream() throws IOException {
    return client.newCall(Balanced.get()).execute();
  }

  /** One that waits in the pool's queue: its thread is parked there. */
  private CompletableFuture<Response> waiting() {
    CompletableFuture<Response> waiting = enqueue();
    Balanced.until("nobody waits", () -> client.dispatcher().runningCallsCount() == 1);
    return waiting;
  }

  private static Throwable failureOf(CompletableFuture<Response> call) {
    ExecutionException failed =
        assertThrows(ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS));
    return failed.getCause();
  }

  private void assertNothingIsLeft() {
    Balanced.until("in flight: " + pool.status(), () -> status().inFlight() <= 0);
    assertEquals(0, status().inFlight());
    assertEquals(0, status().failures());
    assertEquals(agent.requestCount(), status().requests());
    Balanced.until("running calls", () -> client.dispatcher().runningCallsCount() == 0);
  }

  @Test
  void aStreamOutlivesItsPoolAndNobodyElseBegins() throws Exception {
    try (Response response = stream()) {
      CompletableFuture<Response> waiting = waiting();
      BufferedSource body = response.body().source();
      assertEquals("first half, ", body.readUtf8(12));
      pool.close();
      assertClosed(failureOf(waiting));
      assertClosed(failureOf(enqueue()));
      goOn.countDown();
      assertEquals("second half", body.readUtf8());
    }
    assertNothingIsLeft();
    assertEquals(1, agent.requestCount());
  }

  private static void assertClosed(Throwable failure) {
    assertEquals(
        Reason.CLOSED,
        assertInstanceOf(NoAgentAvailableException.class, failure).reason());
  }

  @Test
  void theEndOfTheClientsThreadsEndsTheWaitForRoom() throws Exception {
    try (Response response = stream()) {
      CompletableFuture<Response> waiting = waiting();
      client.dispatcher().executorService().shutdownNow();
      assertInstanceOf(InterruptedIOException.class, failureOf(waiting));
      assertInstanceOf(InterruptedIOException.class, failureOf(enqueue()), "it can't begin");
      goOn.countDown();
      assertEquals("first half, second half", response.body().string());
    }
    assertNothingIsLeft();
  }

  @Test
  void aCancelOfAllCallsEndsAllThatTheDispatcherKnows() throws Exception {
    CompletableFuture<Response> streaming = enqueue();
    try (Response response = streaming.get(30, TimeUnit.SECONDS)) {
      CompletableFuture<Response> waiting = waiting();
      client.dispatcher().cancelAll();
      assertEquals("Canceled", failureOf(waiting).getMessage());
      goOn.countDown();
      assertEquals("first half, second half", response.body().string(), "it was handed over");
    }
    assertNothingIsLeft();
  }
}
