package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client whose dispatcher holds a pool back is told so. */
class DispatcherLimitTest {
  private static final int CALLS = 64;

  private final CountDownLatch allThere = new CountDownLatch(1);
  private final ScriptedAgent agent = ScriptedAgent.start("a", exchange -> {
    Exchange.await(allThere);
    Scripts.answer(200, "").answer(exchange);
  });
  private final Balanced balanced = Balanced.over(agent);
  private final Warnings warnings = new Warnings();

  @AfterEach
  void close() {
    warnings.close();
    balanced.close();
  }

  /** Makes all calls, lets the agent answer them, and waits for the answers. */
  private void callAtOnce(OkHttpClient client) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(CALLS);
    for (int i = 0; i < CALLS; i++) {
      client.newCall(Balanced.get()).enqueue(new Callback() {
        @Override
        public void onResponse(Call call, Response response) {
          response.close();
          done.countDown();
        }

        @Override
        public void onFailure(Call call, IOException e) {
          done.countDown();
        }
      });
    }
    allThere.countDown();
    Balanced.await(done);
    balanced.assertNothingInFlight();
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }

  private OkHttpClient bare(Dispatcher dispatcher) {
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher)
        .addInterceptor(AgentPoolInterceptor.of(balanced.pool))
        .build();
  }

  @Test
  void aClientThatWasNotInstalledIsToldOnce() throws InterruptedException {
    callAtOnce(bare(new Dispatcher()));
    assertEquals(1, warnings.messages().size(), warnings.messages()::toString);
    String warning = warnings.messages().get(0);
    assertTrue(warning.startsWith("WARNING pool=pool calls wait for OkHttp's dispatcher"), warning);
    assertTrue(
        warning.contains("maxRequestsPerHost: 5 (expected: as many as maxRequests, 64;"), warning);
  }

  @Test
  void aClientThatWasInstalledIsNot() throws InterruptedException {
    callAtOnce(balanced.client);
    assertEquals(List.of(), warnings.messages());
  }

  @Test
  void theLimitForAllHostsIsTheCallersOwnChoice() throws InterruptedException {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(4);
    callAtOnce(bare(dispatcher));
    assertEquals(List.of(), warnings.messages());
  }
}
