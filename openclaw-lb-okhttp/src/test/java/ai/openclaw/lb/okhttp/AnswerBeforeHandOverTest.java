package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.PoolOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** An answer that the caller does not get, because what the program supplies throws meanwhile. */
class AnswerBeforeHandOverTest {
  private static final IllegalStateException BUG = new IllegalStateException("someone's bug");

  private volatile boolean broken;

  private RandomGenerator random() {
    if (broken) {
      throw BUG;
    }
    return ThreadLocalRandom.current();
  }

  @Test
  void itIsClosed() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    ScriptedAgent agent = ScriptedAgent.start("a", exchange -> {
      broken = true; // when it is asked how long to wait before the retry
      exchange.write(Scripts.head(503, "Content-Length: 1000") + "\r\n");
      exchange.awaitEnd();
      ended.countDown();
    });
    OkHttpClient.Builder builder = new OkHttpClient.Builder();
    try (agent;
        AgentPool pool = AgentPool.builder("pool")
            .agent("a", agent.host())
            .options(PoolOptions.DEFAULTS.random(this::random))
            .build()) {
      OkHttpClient client = AgentPoolInterceptor.install(builder, pool).build();
      Call call = client.newCall(Balanced.get());
      assertSame(BUG, assertThrows(IllegalStateException.class, call::execute));
      Balanced.await(ended);
      Balanced.until(
          "in flight: " + pool.status(), () -> pool.status().agents().get(0).inFlight() == 0);
    }
  }
}
