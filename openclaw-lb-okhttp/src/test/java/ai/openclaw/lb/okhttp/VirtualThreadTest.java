package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On virtual threads, where interrupts close sockets, calls end as on any others. Needs JDK 21. */
class VirtualThreadTest {
  private final ScriptedAgent agent = ScriptedAgent.start("a");
  private final ScriptedAgent other = ScriptedAgent.start("other");
  private final Balanced balanced = Balanced.over(agent, other);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<IOException> failure = new AtomicReference<>();
  private final AtomicBoolean interrupted = new AtomicBoolean();

  @AfterEach
  void close() {
    try {
      Invariants.of(balanced).nothingIsLeft();
      assertEquals(0, balanced.failures());
      assertEquals(0, other.requestCount());
    } finally {
      balanced.close();
    }
  }

  private Thread start(Call call) {
    return virtual(() -> {
      try (Response response = call.execute()) {
        response.body().string();
      } catch (IOException e) {
        failure.set(e);
      }
      interrupted.set(Thread.currentThread().isInterrupted());
      ended.countDown();
    });
  }

  private static Thread virtual(Runnable task) {
    try {
      return (Thread)
          Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    } catch (ReflectiveOperationException e) {
      return abort("there are no virtual threads before JDK 21");
    }
  }

  @Test
  void aCallIsAnswered() throws Exception {
    start(balanced.call(Balanced.get()));
    Balanced.await(ended);
    assertEquals(1, agent.requestCount());
    assertEquals(1.0, balanced.pool.status().successRate());
  }

  @Test
  void aCancelEndsTheWaitForHeaders() throws Exception {
    agent.usually(Scripts.stall(asked));
    Call call = balanced.call(Balanced.get());
    start(call);
    Balanced.await(asked);
    call.cancel();
    Balanced.await(ended);
    assertInstanceOf(IOException.class, failure.get());
    assertFalse(interrupted.get());
  }

  @Test
  void anInterruptEndsTheWaitForHeadersAndStaysVisible() throws Exception {
    agent.usually(Scripts.stall(asked));
    Thread caller = start(balanced.call(Balanced.get()));
    Balanced.await(asked);
    caller.interrupt();
    Balanced.await(ended);
    assertInstanceOf(IOException.class, failure.get());
    assertTrue(interrupted.get());
    assertEquals(1, balanced.attempts());
  }
}
