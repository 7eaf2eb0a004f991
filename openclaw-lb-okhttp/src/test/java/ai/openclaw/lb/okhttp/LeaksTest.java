package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Responses that the caller drops without closing them end their attempts all the same. */
class LeaksTest {
  private static final String DROPPED = "http://pool/v1/dropped?secret=1";

  private final CountDownLatch never = new CountDownLatch(1);
  private final ScriptedAgent agent =
      ScriptedAgent.start("a", Scripts.inSteps("first", never, "second"));
  private final Balanced balanced = Balanced.over(agent);
  private final Warnings warnings = new Warnings();

  @AfterEach
  void close() {
    never.countDown();
    balanced.close();
    warnings.close();
  }

  private Response open() throws IOException {
    return balanced.call(new Request.Builder().url(DROPPED).build()).execute();
  }

  private void drop() throws IOException {
    assertEquals(200, open().code());
  }

  /** Collects garbage until this becomes true. */
  private static void collected(BooleanSupplier fact) {
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    Balanced.until("this JVM does not collect on System.gc(), which the test needs", () -> {
      System.gc();
      return garbage.get() == null;
    });
    Balanced.until("never found, although the JVM collects garbage", () -> {
      System.gc();
      return fact.getAsBoolean();
    });
  }

  @Test
  void aDroppedResponseEndsItsAttemptAndIsReportedOnce() throws IOException {
    drop();
    drop();
    collected(() -> balanced.inFlight() == 0 && !warnings.messages().isEmpty());
    drop();
    collected(() -> balanced.inFlight() == 0);
    assertEquals(1, warnings.messages().size(), warnings.messages()::toString);
    String warning = warnings.messages().get(0);
    assertTrue(warning.startsWith("WARNING agent=a path=/v1/dropped: "), warning);
    assertFalse(warning.contains("secret"), warning);
    assertEquals(0, balanced.failures());
    assertEquals(agent.requestCount(), balanced.attempts());
  }

  @Test
  void aResponseThatIsHeldIsNoLeak() throws IOException {
    Response held = open();
    drop();
    collected(() -> balanced.inFlight() == 1 && !warnings.messages().isEmpty());
    held.close();
    balanced.assertNothingInFlight();
  }

  @Test
  void aStreamThatIsReadIsNoLeakThoughItsResponseIsDropped() throws IOException {
    InputStream held = open().body().byteStream();
    drop();
    collected(() -> balanced.inFlight() == 1 && !warnings.messages().isEmpty());
    never.countDown();
    assertEquals("firstsecond", new String(held.readAllBytes()));
    balanced.assertNothingInFlight();
  }

  @Test
  void whatHasEndedIsNotReported() throws IOException {
    List<WeakReference<Call>> ended = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ended.add(call(Response::close));
    }
    ended.add(cancelled());
    agent.usually(Scripts.answer(200, "whole"));
    ended.add(call(response -> assertEquals("whole", response.body().string())));
    agent.usually(Scripts.chunked("in", "pieces"));
    ended.add(call(response -> assertEquals("inpieces", response.body().string())));
    agent.usually(Scripts.breakMidBody("some", new CountDownLatch(0), Scripts.finish()));
    ended.add(
        call(response -> assertThrows(IOException.class, () -> response.body().string())));
    balanced.assertNothingInFlight();
    collected(() -> ended.stream().allMatch(call -> call.get() == null));
    agent.usually(Scripts.stallMidBody("first"));
    drop();
    collected(() -> !warnings.messages().isEmpty());
    assertEquals(1, warnings.messages().size(), warnings.messages()::toString);
    assertTrue(warnings.messages().get(0).contains(" path=/v1/dropped:"));
  }

  private interface Use {
    void of(Response response) throws IOException;
  }

  private WeakReference<Call> call(Use use) throws IOException {
    Call call = balanced.call(Balanced.get());
    use.of(call.execute());
    return new WeakReference<>(call);
  }

  private WeakReference<Call> cancelled() throws IOException {
    Call call = balanced.call(Balanced.get());
    assertEquals(200, call.execute().code());
    call.cancel();
    return new WeakReference<>(call);
  }
}
