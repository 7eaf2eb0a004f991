package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.PoolStatus;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With its only agent full, a call waits for room, for ten minutes where nothing ends that before. */
class WaitForRoomTest {
  private final ScriptedAgent agent = ScriptedAgent.start("a");
  private final AgentPool pool = AgentPool.fromYaml(new StringReader("""
      backend_pool:
        name: pool
        instances: [{id: a, host: "%s", max_connections: 1}]
      queue: {max: 2, timeout: 10m}
      """.formatted(agent.host())));
  private final OkHttpClient client =
      AgentPoolInterceptor.install(new OkHttpClient.Builder(), pool).build();

  @AfterEach
  void close() {
    try {
      Balanced.until("in flight: " + status(), () -> inFlight() <= 0);
      assertEquals(0, inFlight());
      assertEquals(0, status().agents().get(0).failures());
      assertEquals(agent.requestCount(), status().agents().get(0).requests());
    } finally {
      client.dispatcher().cancelAll();
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
      agent.close();
      pool.close();
    }
  }

  private PoolStatus status() {
    return pool.status();
  }

  private int inFlight() {
    return status().agents().get(0).inFlight();
  }

  private Call call() {
    return client.newCall(Balanced.get());
  }

  @Test
  void itGoesOnWhenAnotherEnds() throws Exception {
    Response first = call().execute();
    CompletableFuture<Response> second = InFlightTest.enqueue(call());
    assertEquals(1, agent.requestCount());
    first.close();
    second.get(30, TimeUnit.SECONDS).close();
    assertEquals(2, agent.requestCount());
  }

  @Test
  void manyGoOnOneAfterTheOther() throws Exception {
    List<CompletableFuture<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(InFlightTest.enqueue(call()).thenAccept(Response::close));
    }
    for (CompletableFuture<Void> each : calls) {
      each.get(30, TimeUnit.SECONDS);
    }
    assertEquals(3, agent.requestCount());
  }

  @Test
  void aCancelEndsItsWait() throws Exception {
    try (Response first = call().execute()) {
      assertEquals(200, first.code());
      AtomicReference<IOException> ended = new AtomicReference<>();
      Call second = call();
      Thread waiting = waiting(second, ended, new AtomicBoolean());
      second.cancel();
      waiting.join(TimeUnit.SECONDS.toMillis(30));
      assertEquals("Canceled", ended.get().getMessage());
    }
    call().execute().close();
  }

  @Test
  void anInterruptEndsItsWaitAndStaysVisible() throws Exception {
    try (Response first = call().execute()) {
      assertEquals(200, first.code());
      AtomicReference<IOException> ended = new AtomicReference<>();
      AtomicBoolean flagKept = new AtomicBoolean();
      Thread waiting = waiting(call(), ended, flagKept);
      waiting.interrupt();
      waiting.join(TimeUnit.SECONDS.toMillis(30));
      assertInstanceOf(InterruptedIOException.class, ended.get());
      assertTrue(flagKept.get());
    }
    call().execute().close();
  }

  @Test
  void theCallersTimeEndsItsWait() throws IOException {
    try (Response first = call().execute()) {
      assertEquals(200, first.code());
      Call second = call();
      second.timeout().timeout(100, TimeUnit.MILLISECONDS);
      assertThrows(IOException.class, second::execute);
    }
    call().execute().close();
  }

  @Test
  void oneTooManyFailsAtOnce() throws Exception {
    Response first = call().execute();
    AtomicReference<IOException> unused = new AtomicReference<>();
    Call second = call();
    Call third = call();
    Thread one = waiting(second, unused, new AtomicBoolean());
    Thread two = waiting(third, unused, new AtomicBoolean());
    ExecutionException refused = assertThrows(
        ExecutionException.class, () -> InFlightTest.enqueue(call()).get(30, TimeUnit.SECONDS));
    assertInstanceOf(NoAgentAvailableException.class, refused.getCause());
    second.cancel();
    third.cancel();
    one.join(TimeUnit.SECONDS.toMillis(30));
    two.join(TimeUnit.SECONDS.toMillis(30));
    first.close();
  }

  /** A thread that waits for room already. */
  private static Thread waiting(
      Call call, AtomicReference<IOException> ended, AtomicBoolean flagKept) {
    Thread thread = new Thread(() -> {
      ended.set(assertThrows(IOException.class, call::execute));
      flagKept.set(Thread.currentThread().isInterrupted());
    });
    thread.setDaemon(true);
    thread.start();
    Balanced.until("the call does not wait", () -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }
}
