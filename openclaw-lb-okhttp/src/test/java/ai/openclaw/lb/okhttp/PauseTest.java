package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentState;
import ai.openclaw.lb.config.FailoverConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call that waits to ask its only agent again stops waiting when nobody needs it any more. */
class PauseTest {
  /** A pause that no test can sit through. */
  private static final FailoverConfig SLOW =
      FailoverConfig.DEFAULT.withRetryInterval(Duration.ofHours(1));

  private final ScriptedAgent agent = ScriptedAgent.start("a", Scripts.answer(503, "busy"));
  private final Balanced balanced = Balanced.over(SLOW, agent);
  private final AtomicReference<IOException> failure = new AtomicReference<>();
  private final AtomicBoolean flagKept = new AtomicBoolean();

  @AfterEach
  void close() {
    balanced.assertNothingInFlight();
    balanced.close();
  }

  @Test
  void aCancelEndsIt() throws InterruptedException {
    Call call = balanced.call(Balanced.get());
    Thread caller = pausing(call);
    call.cancel();
    caller.join(TimeUnit.SECONDS.toMillis(30));
    assertEnded(caller);
    assertEquals("Canceled", failure.get().getMessage());
    assertFalse(flagKept.get());
  }

  @Test
  void anInterruptEndsItAndStaysVisible() throws InterruptedException {
    Thread caller = pausing(balanced.call(Balanced.get()));
    caller.interrupt();
    caller.join(TimeUnit.SECONDS.toMillis(30));
    assertEnded(caller);
    assertInstanceOf(InterruptedIOException.class, failure.get());
    assertTrue(flagKept.get());
  }

  @Test
  void anInterruptKeepsTheFailureBeforeIt() throws InterruptedException {
    agent.next(Scripts.reset());
    Thread caller = pausing(balanced.call(Balanced.get()));
    caller.interrupt();
    caller.join(TimeUnit.SECONDS.toMillis(30));
    assertEnded(caller);
    assertInstanceOf(InterruptedIOException.class, failure.get());
    assertEquals(1, failure.get().getSuppressed().length);
  }

  @Test
  void aCancelEndsTheWaitForAnAgentThatCools() throws Exception {
    agent.next(Scripts.answer(429, "busy", "Retry-After: 120"));
    Call call = balanced.call(Balanced.get());
    Thread caller = pausing(call);
    assertEquals(AgentState.COOLING, balanced.status(agent).state());
    Call second = balanced.call(Balanced.get());
    AtomicReference<IOException> ended = new AtomicReference<>();
    Thread waiting =
        new Thread(() -> ended.set(assertThrows(IOException.class, second::execute)), "waiting");
    waiting.start();
    Balanced.until(
        "the call does not wait", () -> waiting.getState() == Thread.State.TIMED_WAITING);
    second.cancel();
    waiting.join(TimeUnit.SECONDS.toMillis(30));
    assertEquals("Canceled", ended.get().getMessage());
    call.cancel();
    caller.join(TimeUnit.SECONDS.toMillis(30));
    assertEnded(caller);
  }

  @Test
  void aCallThatIsCancelledWhileItsAgentAnswersDoesNotPause() throws InterruptedException {
    Call call = balanced.call(Balanced.get());
    agent.next(exchange -> {
      call.cancel();
      Scripts.answer(503, "busy").answer(exchange);
    });
    Thread caller = calling(call);
    caller.join(TimeUnit.SECONDS.toMillis(30));
    assertEnded(caller);
    assertFalse(flagKept.get());
  }

  @Test
  void anUntriedAgentIsAskedWithoutPause() throws IOException {
    try (ScriptedAgent dead = ScriptedAgent.refusing("dead");
        ScriptedAgent busy = ScriptedAgent.start("busy", Scripts.answer(503, ""));
        ScriptedAgent well = ScriptedAgent.start("well");
        Balanced three = Balanced.over(SLOW, dead, busy, well)) {
      assertEquals("well", three.text());
    }
  }

  /** A thread that has made its first attempt and now waits for the second. */
  private Thread pausing(Call call) {
    Thread caller = calling(call);
    Balanced.until(
        "the call does not pause",
        () -> balanced.attempts() == 1
            && balanced.inFlight() == 0
            && caller.getState() == Thread.State.TIMED_WAITING);
    return caller;
  }

  private Thread calling(Call call) {
    Thread caller = new Thread(() -> {
      try (Response response = call.execute()) {
        failure.set(new IOException("an answer: " + response));
      } catch (IOException e) {
        failure.set(e);
      }
      flagKept.set(Thread.currentThread().isInterrupted());
    });
    caller.setDaemon(true);
    caller.start();
    return caller;
  }

  private void assertEnded(Thread caller) {
    assertFalse(caller.isAlive());
    assertEquals(1, agent.requestCount());
    assertEquals(1, balanced.attempts());
  }
}
