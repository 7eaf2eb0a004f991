package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.config.FallbackResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** Many calls of all kinds at a time while agents come and go: nothing is lost and nothing doubled. */
class ConcurrencyTest {
  private static final long SEED = 42;
  private static final int CALLS = 200;
  private static final int THREADS = 16;

  /** How each call ended, by its number. */
  private final Map<Integer, Queue<String>> endings = new ConcurrentHashMap<>();

  @Test
  void everyCallEndsOnceWhileAgentsDieAndReturn() throws InterruptedException {
    List<ScriptedAgent> agents = List.of(agent("a"), agent("b"), agent("c"));
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(CALLS);
    try (Balanced balanced = Balanced.over(
        Balanced.QUICK.withFallbackResponse(new FallbackResponse(503, "none")),
        agents.toArray(ScriptedAgent[]::new))) {
      runAll(number -> {
        int index = begun.incrementAndGet();
        if (index % 20 == 0) {
          agents.get(index / 20 % 3).kill();
        } else if (index % 20 == 8) {
          agents.get(index / 20 % 3).kill();
          agents.get(index / 20 % 3).listen();
        }
        mixedCall(balanced, number, over);
      });
      Balanced.await(over);
      balanced.assertNothingInFlight();
      assertEachEndedOnce();
      posts(agents).forEach((body, times) -> assertEquals(1, times.get(), body));
      assertTrue(balanced.pool.status().requests() <= CALLS);
    }
  }

  @Test
  void attemptsAreWhatTheAgentsThemselvesCount() throws InterruptedException {
    List<ScriptedAgent> agents = List.of(
        agent("a"),
        ScriptedAgent.start("b", Scripts.answer(503, "busy")),
        ScriptedAgent.start("c", Scripts.answer(502, "bad")));
    CountDownLatch over = new CountDownLatch(CALLS);
    try (Balanced balanced = Balanced.over(agents.toArray(ScriptedAgent[]::new))) {
      runAll(number -> {
        call(balanced, request(number), number, number % 2 == 0, over);
      });
      Balanced.await(over);
      balanced.assertNothingInFlight();
      for (ScriptedAgent agent : agents) {
        AgentStatus status = balanced.status(agent);
        assertEquals(agent.requestCount(), status.requests(), agent.id());
        assertEquals(agent.id().equals("a") ? 0 : status.requests(), status.failures());
      }
      assertEquals(CALLS, balanced.pool.status().requests());
      assertEachEndedOnce();
    }
  }

  private void assertEachEndedOnce() {
    assertEquals(CALLS, endings.size());
    endings.forEach((number, ways) -> {
      String call = "seed " + SEED + ", call " + number + ": " + ways;
      assertEquals(1, ways.size(), call);
      assertFalse(ways.peek().startsWith("wrong"), call);
    });
  }

  private static ScriptedAgent agent(String id) {
    return ScriptedAgent.start(id, Scripts.chunked(id, id, id));
  }

  /** How often each POST arrived anywhere; their bodies differ. */
  private static Map<String, AtomicInteger> posts(List<ScriptedAgent> agents) {
    Map<String, AtomicInteger> posts = new ConcurrentHashMap<>();
    agents.stream()
        .flatMap(agent -> agent.requests().stream())
        .filter(request -> request.line().startsWith("POST"))
        .forEach(request ->
            posts.computeIfAbsent(request.body(), b -> new AtomicInteger()).incrementAndGet());
    return posts;
  }

  private interface Numbered {
    void run(int number);
  }

  /** Runs this for each call's number, {@link #THREADS} at a time. */
  private static void runAll(Numbered task) {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    for (int i = 0; i < CALLS; i++) {
      int number = i;
      executor.execute(() -> task.run(number));
    }
    executor.shutdown();
  }

  private static Request request(int number) {
    return number % 4 == 0 ? Balanced.post("post " + number) : Balanced.get();
  }

  private void mixedCall(Balanced balanced, int number, CountDownLatch over) {
    Random random = new Random(SEED + number);
    Call call = call(balanced, request(number), number, random.nextBoolean(), over);
    if (random.nextInt(10) == 0) {
      call.cancel();
    }
  }

  private Call call(
      Balanced balanced, Request request, int number, boolean async, CountDownLatch over) {
    Call call = balanced.call(request);
    if (async) {
      call.enqueue(new Ending(number, over));
      return call;
    }
    try (Response response = call.execute()) {
      ended(number, response);
    } catch (IOException e) {
      ended(number, null);
    }
    over.countDown();
    return call;
  }

  /** One ending of a call: the bytes that came are one agent's own, from the first on. */
  private void ended(int number, Response response) {
    String seen = response == null ? "failed" : seen(response);
    endings.computeIfAbsent(number, n -> new ConcurrentLinkedQueue<>()).add(seen);
  }

  private static String seen(Response response) {
    try (response) {
      String agent = response.header("X-OpenClaw-Agent");
      String body = response.body().string();
      boolean whole = response.code() != 200 || body.equals(agent + agent + agent);
      return whole ? "answered" : "wrong body from " + agent + ": " + body;
    } catch (IOException broken) {
      return "broken off";
    }
  }

  /** An asynchronous call's end. */
  private final class Ending implements Callback {
    private final int number;
    private final CountDownLatch over;

    Ending(int number, CountDownLatch over) {
      this.number = number;
      this.over = over;
    }

    @Override
    public void onResponse(Call call, Response response) {
      ended(number, response);
      over.countDown();
    }

    @Override
    public void onFailure(Call call, IOException e) {
      ended(number, null);
      over.countDown();
    }
  }
}
