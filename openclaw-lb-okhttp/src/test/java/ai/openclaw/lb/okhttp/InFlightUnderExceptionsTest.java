package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing stays in flight where other people's code throws or asks twice. */
class InFlightUnderExceptionsTest {
  private static final IllegalStateException BUG = new IllegalStateException("someone's bug");

  private final ScriptedAgent agent = ScriptedAgent.start("a");

  @Test
  void anInterceptorBelowThrows() throws IOException {
    try (Balanced balanced = over(client -> client)) {
      OkHttpClient client = balanced
          .client
          .newBuilder()
          .addInterceptor(chain -> {
            throw BUG;
          })
          .build();
      assertBug(client.newCall(Balanced.get()));
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.failures());
    }
  }

  @Test
  void anInterceptorBelowThrowsWhatItDoesNotDeclare() throws IOException {
    TimeoutException undeclared = new TimeoutException("as interceptors in Kotlin may");
    try (Balanced balanced = over(client -> client)) {
      OkHttpClient client = balanced
          .client
          .newBuilder()
          .addInterceptor(chain -> sneakily(undeclared))
          .build();
      Call call = client.newCall(Balanced.get());
      assertSame(undeclared, assertThrows(TimeoutException.class, call::execute));
      assertFalse(Thread.interrupted());
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.failures());
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> Response sneakily(Exception e) throws E {
    throw (E) e;
  }

  @Test
  void aNetworkInterceptorThrows() throws IOException {
    try (Balanced balanced = over(client -> client.addNetworkInterceptor(chain -> {
      chain.proceed(chain.request()).close();
      throw BUG;
    }))) {
      assertBug(balanced.call(Balanced.get()));
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.failures());
    }
  }

  @Test
  void anInterceptorAboveThrowsAfterClosing() throws IOException {
    try (Balanced balanced = over(client -> client.addInterceptor(chain -> {
      chain.proceed(chain.request()).close();
      throw BUG;
    }))) {
      assertBug(balanced.call(Balanced.get()));
      balanced.assertNothingInFlight();
    }
  }

  @Test
  void anInterceptorAboveThrowsOverAnOpenResponseOfAnAsynchronousCall() throws Exception {
    CountDownLatch thrown = new CountDownLatch(1);
    ExecutorService executor = Executors.newCachedThreadPool(task -> {
      Thread thread = new Thread(task);
      thread.setUncaughtExceptionHandler((t, e) -> thrown.countDown());
      return thread;
    });
    Interceptor careless = chain -> {
      chain.proceed(chain.request());
      throw BUG;
    };
    try (Balanced balanced =
        over(client -> client.dispatcher(new Dispatcher(executor)).addInterceptor(careless))) {
      CompletableFuture<Response> answer = InFlightTest.enqueue(balanced.call(Balanced.get()));
      assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
      Balanced.await(thrown);
      balanced.assertNothingInFlight();
    }
  }

  /** Events that a listener of the caller's may throw at. */
  enum Event {
    CONNECT,
    REQUEST_HEADERS,
    RESPONSE_HEADERS,
    CALL_END
  }

  @ParameterizedTest
  @EnumSource
  void theCallersEventListenerThrows(Event event) throws IOException {
    agent.usually(Scripts.answer(200, ""));
    try (Balanced balanced = over(client -> client.eventListener(new Throwing(event)))) {
      assertBug(balanced.call(Balanced.get()));
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.failures());
    }
  }

  private static final class Throwing extends EventListener {
    private final Event at;

    Throwing(Event at) {
      this.at = at;
    }

    private void happens(Event event) {
      if (event == at) {
        throw BUG;
      }
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
      happens(Event.CONNECT);
    }

    @Override
    public void requestHeadersStart(Call call) {
      happens(Event.REQUEST_HEADERS);
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
      happens(Event.RESPONSE_HEADERS);
    }

    @Override
    public void callEnd(Call call) {
      happens(Event.CALL_END);
    }
  }

  @Test
  void anInterceptorAboveAsksAgainWhenItDislikesTheAnswer() throws IOException {
    agent.next(Scripts.answer(401, "who are you?"));
    Interceptor again = chain -> {
      Response response = chain.proceed(chain.request());
      if (response.code() != 401) {
        return response;
      }
      response.close();
      return chain.proceed(
          chain.request().newBuilder().header("Authorization", "me").build());
    };
    try (Balanced balanced = over(client -> client.addInterceptor(again))) {
      assertEquals("a", balanced.text());
      balanced.assertNothingInFlight();
      assertEquals(2, balanced.attempts());
      assertEquals(2, balanced.pool.status().requests());
      assertEquals(0, balanced.failures());
    }
  }

  @Test
  void anInterceptorAboveAsksAgainAndLeavesTheFirstAnswerOpen() throws IOException {
    Interceptor careless = chain -> {
      chain.proceed(chain.request());
      return chain.proceed(chain.request());
    };
    try (Balanced balanced = over(client -> client.addInterceptor(careless))) {
      Call call = balanced.call(Balanced.get());
      assertThrows(IllegalStateException.class, call::execute);
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.failures());
    }
  }

  private Balanced over(UnaryOperator<OkHttpClient.Builder> settings) {
    return Balanced.over(Balanced.QUICK, settings, agent);
  }

  private static void assertBug(Call call) {
    assertSame(BUG, assertThrows(IllegalStateException.class, call::execute));
  }
}
