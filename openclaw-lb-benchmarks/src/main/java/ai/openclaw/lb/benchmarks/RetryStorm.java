package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.RetryBudgetConfig;
import ai.openclaw.lb.okhttp.AgentPoolInterceptor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Whether retries bury a pool in trouble: three agents at 90 % of their capacity fall to 35 % of it for
 * 10 s, and get well. Calls come at random times, whatever became of those before. Once with agents
 * that refuse what is too much for them, and once with agents that let it wait, and {@code
 * max_connections} that keeps their lines short; each with the retry budget and, for comparison, without
 * one. Without {@code max_connections}, lines grow until nobody's patience outlasts them, and 90 % of
 * the capacity and a fifth more for retries keep them so. Prints attempts per call and the share of calls that
 * succeeded. Exits with 1 where, with the budget, there were more than 1.25 attempts for each call of the
 * dip, or where fewer than 99 % of the calls succeed 20 s after it. Takes some 3 min.
 */
public final class RetryStorm {
  private static final int AGENTS = 3;
  private static final Duration WORK = Duration.ofMillis(200);
  private static final double DIP = 0.35;
  private static final double CALLS_PER_SECOND =
      0.9 * AGENTS * StormAgent.SLOTS * 1000 / WORK.toMillis();
  private static final int BEFORE = 8;
  private static final int DIP_END = BEFORE + 10;
  private static final int RECOVERED = DIP_END + 20;
  private static final int END = RECOVERED + 5;
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final double MAX_AMPLIFICATION = 1.25;
  private static final double MIN_SUCCESS = 0.99;

  private final SplittableRandom random = new SplittableRandom(7);
  private final AtomicIntegerArray called = new AtomicIntegerArray(END);
  private final AtomicIntegerArray succeeded = new AtomicIntegerArray(END);
  private final long[] attempts = new long[END + 1];
  private final boolean sheds;
  private final boolean budgeted;
  private final List<StormAgent> agents = new ArrayList<>();

  private RetryStorm(boolean sheds, boolean budgeted) {
    this.sheds = sheds;
    this.budgeted = budgeted;
  }

  /** Runs all four, prints what they came to, and exits. */
  public static void main(String[] arguments) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%-28s %28s | %24s%n%-28s %7s %6s %6s %6s | %6s %6s %6s %8s%n",
        "",
        "attempts for each call",
        "success, %",
        "agents that",
        "before",
        "dip",
        "20 s",
        "after",
        "before",
        "dip",
        "20 s",
        "after");
    boolean kept = true;
    for (boolean sheds : new boolean[] {true, false}) {
      kept &= new RetryStorm(sheds, true).run();
      new RetryStorm(sheds, false).run();
    }
    System.exit(kept ? 0 : 1);
  }

  /** Returns whether the bounds are kept. */
  private boolean run() throws IOException {
    for (int i = 0; i < AGENTS; i++) {
      agents.add(new StormAgent(sheds, WORK, 0));
    }
    try (AgentPool pool = pool()) {
      OkHttpClient client = AgentPoolInterceptor.install(
              new OkHttpClient.Builder().dispatcher(dispatcher()).callTimeout(CALL_TIMEOUT), pool)
          .build();
      call(pool, client);
      client.dispatcher().cancelAll();
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
      return report();
    } finally {
      for (StormAgent agent : agents) {
        agent.close();
      }
    }
  }

  private static Dispatcher dispatcher() {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(10_000);
    return dispatcher;
  }

  private AgentPool pool() {
    FailoverConfig failover = FailoverConfig.DEFAULT.withAttemptTimeout(ATTEMPT_TIMEOUT);
    RetryBudgetConfig budget =
        budgeted ? RetryBudgetConfig.DEFAULT : new RetryBudgetConfig(100, 1_000);
    AgentPool.Builder builder = AgentPool.builder("agents")
        .failover(failover.withRetries(failover.retries().withRetryBudget(budget)));
    for (StormAgent agent : agents) {
      AgentConfig config = AgentConfig.of("agent-" + agents.indexOf(agent), agent.host());
      builder.agent(sheds ? config : config.withMaxConnections(2 * StormAgent.SLOTS));
    }
    return builder.build();
  }

  private void call(AgentPool pool, OkHttpClient client) {
    Request request =
        new Request.Builder().url("http://agents/v1/chat/completions").build();
    long begin = System.nanoTime();
    double due = 0;
    for (int second = 0; second < END; second++) {
      attempts[second] = attempts(pool);
      boolean dips = second >= BEFORE && second < DIP_END;
      Duration work = dips ? Duration.ofMillis((long) (WORK.toMillis() / DIP)) : WORK;
      agents.forEach(agent -> agent.works(work));
      for (; due < second + 1; due += -Math.log(1 - random.nextDouble()) / CALLS_PER_SECOND) {
        waitUntil(begin + (long) (due * 1e9));
        called.incrementAndGet(second);
        client.newCall(request).enqueue(new Counting(second));
      }
    }
    waitUntil(System.nanoTime() + CALL_TIMEOUT.toNanos());
    attempts[END] = attempts(pool);
  }

  private static void waitUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static long attempts(AgentPool pool) {
    return pool.status().agents().stream().mapToLong(AgentStatus::requests).sum();
  }

  private boolean report() {
    System.out.printf(
        Locale.ROOT,
        "%-28s %7.2f %6.2f %6.2f %6.2f | %6.1f %6.1f %6.1f %8.1f%n",
        (sheds ? "refuse" : "let wait") + (budgeted ? "" : ", no budget"),
        amplification(0, BEFORE),
        amplification(BEFORE, DIP_END),
        amplification(DIP_END, RECOVERED),
        amplification(RECOVERED, END),
        success(0, BEFORE) * 100,
        success(BEFORE, DIP_END) * 100,
        success(DIP_END, RECOVERED) * 100,
        success(RECOVERED, END) * 100);
    return amplification(BEFORE, DIP_END) <= MAX_AMPLIFICATION
        && success(RECOVERED, END) >= MIN_SUCCESS;
  }

  private double amplification(int from, int to) {
    return (double) (attempts[to] - attempts[from]) / sum(called, from, to);
  }

  private double success(int from, int to) {
    return (double) sum(succeeded, from, to) / sum(called, from, to);
  }

  private static int sum(AtomicIntegerArray counts, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /** Counts the calls of a second that are answered as they should be. */
  private final class Counting implements Callback {
    private final int second;

    Counting(int second) {
      this.second = second;
    }

    @Override
    public void onResponse(Call call, Response response) {
      try (response) {
        if (response.isSuccessful()) {
          succeeded.incrementAndGet(second);
        }
      }
    }

    @Override
    public void onFailure(Call call, IOException e) {
      // It counts as called, and not as succeeded.
    }
  }
}
