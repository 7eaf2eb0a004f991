package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentStatus;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.api.Test;

/**
 * Streamed calls, 200 at a time, of which one in ten is cancelled and one in twenty is never closed,
 * while one agent after the other dies and returns. {@code -Dsoak.calls=10000} for the full size.
 */
class SoakTest {
  private static final int CALLS = Integer.getInteger("soak.calls", 1_500);
  private static final int UNCLOSED_PERCENT = Integer.getInteger("soak.unclosed", 5);
  private static final int AT_ONCE = 200;
  private static final int CANCELLED_PERCENT = 10;
  private static final int CALLS_PER_DEATH = 300;
  private static final long SEED =
      Long.getLong("soak.seed", ThreadLocalRandom.current().nextLong());

  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger whole = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();

  /** By the agent's port: what the pool sent to it, and what OkHttp made of that. */
  private final Sent attempts = new Sent();

  private final Sent requests = new Sent();

  private final List<ScriptedAgent> agents = List.of(
      ScriptedAgent.start("a", SoakTest::stream),
      ScriptedAgent.start("b", SoakTest::stream),
      ScriptedAgent.start("c", SoakTest::stream));

  /** As many chunks as the path says, each with its number, and the checksum of all at the end. */
  private static void stream(Exchange exchange) throws IOException {
    String[] path = exchange.request().target().split("/");
    int call = Integer.parseInt(path[1]);
    int chunks = Integer.parseInt(path[2]);
    CRC32 sum = new CRC32();
    exchange.write(Scripts.head(200, "Transfer-Encoding: chunked") + "\r\n");
    for (int i = 0; i < chunks; i++) {
      String chunk = chunk(call, i);
      sum.update(chunk.getBytes());
      exchange.chunk(chunk);
    }
    exchange.chunk("sum " + sum.getValue() + "\n");
    exchange.lastChunk();
  }

  private static String chunk(int call, int number) {
    return "call " + call + " chunk " + number + "x".repeat(number * 7 % 60) + "\n";
  }

  @Test
  void nothingIsLostDoubledOrLeftOver() throws InterruptedException {
    try (Balanced balanced =
        Balanced.over(Balanced.QUICK.withMaxRetries(5), agents.toArray(ScriptedAgent[]::new))) {
      runAll(balanced);
      collected(balanced);
      Invariants.of(balanced).nothingIsLeft();
      assertEquals(List.of(), List.copyOf(wrong), "seed " + SEED);
      agents.forEach(agent -> countsAgree(agent, balanced.status(agent)));
      assertTrue(whole.get() >= CALLS / 2, () -> "whole: " + whole + ", broken: " + broken);
    }
    Balanced.until(
        "threads are left",
        () -> Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread ->
                thread.getName().endsWith("-pool") || thread.getName().equals("scripted-agent")));
  }

  /**
   * An attempt that meets the agent's death fails, and may never have reached it. Where a kept
   * connection breaks, OkHttp sends a GET again by itself, within one attempt.
   */
  private void countsAgree(ScriptedAgent agent, AgentStatus status) {
    int seen = agent.requestCount();
    assertEquals(attempts.to(agent), status.requests(), status::toString);
    assertTrue(
        seen >= status.requests() - status.failures() && seen <= requests.to(agent),
        () -> status + " saw " + seen + " of " + requests.to(agent));
  }

  private void runAll(Balanced balanced) throws InterruptedException {
    OkHttpClient client = balanced
        .client
        .newBuilder()
        .addInterceptor(attempts)
        .addNetworkInterceptor(requests)
        .build();
    CountDownLatch over = new CountDownLatch(CALLS);
    ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    for (int i = 0; i < CALLS; i++) {
      int number = i;
      callers.execute(() -> {
        dieAndReturn(begun.incrementAndGet());
        call(client, number);
        over.countDown();
      });
    }
    callers.shutdown();
    Balanced.await(over);
  }

  private void dieAndReturn(int count) {
    ScriptedAgent victim = agents.get(count / CALLS_PER_DEATH % agents.size());
    if (count % CALLS_PER_DEATH == CALLS_PER_DEATH / 3) {
      victim.kill();
    } else if (count % CALLS_PER_DEATH == CALLS_PER_DEATH * 2 / 3) {
      victim.listen();
    }
  }

  private void call(OkHttpClient client, int number) {
    Random random = new Random(SEED + number);
    int chunks = 1 + random.nextInt(100);
    int fate = random.nextInt(100);
    Request get =
        new Request.Builder().url("http://pool/" + number + "/" + chunks).build();
    Call call = client.newCall(get);
    try {
      Response response = call.execute();
      if (fate < UNCLOSED_PERCENT) {
        readSome(response, number);
        return;
      }
      boolean cancels = fate < UNCLOSED_PERCENT + CANCELLED_PERCENT;
      try (response) {
        read(call, response, number, chunks, cancels ? random.nextInt(chunks) : -1);
      }
    } catch (IOException e) {
      broken.incrementAndGet();
    }
  }

  /** Some of the body, which nobody closes. */
  private void readSome(Response response, int number) throws IOException {
    check(number, chunk(number, 0), response.body().source().readUtf8LineStrict() + "\n");
  }

  private void read(Call call, Response response, int number, int chunks, int cancelAt)
      throws IOException {
    BufferedSource body = response.body().source();
    CRC32 sum = new CRC32();
    for (int i = 0; i < chunks; i++) {
      if (i == cancelAt) {
        call.cancel();
      }
      String line = body.readUtf8LineStrict() + "\n";
      sum.update(line.getBytes());
      check(number, chunk(number, i), line);
    }
    check(number, "sum " + sum.getValue(), body.readUtf8LineStrict());
    check(number, "", body.readUtf8());
    whole.incrementAndGet();
  }

  private void check(int number, String expected, String line) {
    if (!line.equals(expected)) {
      wrong.add("call " + number + ": " + line + " (expected: " + expected + ")");
    }
  }

  /** Lets the bodies that nobody closed be found. */
  private static void collected(Balanced balanced) {
    Balanced.until("in flight: " + balanced.pool.status(), () -> {
      System.gc();
      return balanced.inFlight() <= 0;
    });
  }

  /** Counts requests by the port that they go to. */
  private static final class Sent implements Interceptor {
    private final ConcurrentMap<Integer, AtomicInteger> byPort = new ConcurrentHashMap<>();

    @Override
    public Response intercept(Chain chain) throws IOException {
      to(chain.request().url().port()).incrementAndGet();
      return chain.proceed(chain.request());
    }

    int to(ScriptedAgent agent) {
      return to(agent.port()).get();
    }

    private AtomicInteger to(int port) {
      return byPort.computeIfAbsent(port, unseen -> new AtomicInteger());
    }
  }
}
