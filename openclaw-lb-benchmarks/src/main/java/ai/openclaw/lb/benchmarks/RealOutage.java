package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentState;
import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.okhttp.AgentPoolInterceptor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * What 200 calls a second notice when one of three agents, processes of their own, is killed by SIGKILL
 * and starts again after 30 s, with the defaults and health checks. Prints how many calls failed, how
 * many took more than 50 ms once the agent was out, and its share of the calls of the first 3 s in which
 * it is back. Of those that were late the agent is to blame for the ones that took several attempts: the
 * others never met it, and are as late as a busy machine makes them, in calm too. Exits with 1 where a
 * call failed, more than 5 were late by the agent, or the share was more than 40 % of a third. Takes some
 * 100 s.
 */
public final class RealOutage {
  private static final int AGENTS = 3;
  private static final String VICTIM = "agent-0";
  private static final long BETWEEN_CALLS = Duration.ofSeconds(1).toNanos() / 200;
  private static final Duration CALM = Duration.ofSeconds(30);
  private static final Duration OUTAGE = Duration.ofSeconds(30);
  private static final Duration RAMP = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration WORK = Duration.ofMillis(2);
  private static final Duration LATE = Duration.ofMillis(50);
  private static final int MAX_LATE = 5;
  private static final double MAX_SHARE = 0.4;

  private final AtomicInteger pending = new AtomicInteger();
  private final ConcurrentLinkedQueue<Ended> ended = new ConcurrentLinkedQueue<>();
  private final List<Process> agents = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private long due = System.nanoTime();

  private RealOutage() {}

  /** Runs it, prints what it came to, and exits. */
  public static void main(String[] arguments) throws Exception {
    boolean kept;
    RealOutage outage = new RealOutage();
    try {
      kept = outage.run();
    } finally {
      outage.agents.forEach(Process::destroyForcibly);
    }
    System.exit(kept ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    AgentPool.Builder builder = AgentPool.builder("agents").healthCheck(HealthCheckConfig.DEFAULT);
    for (int i = 0; i < AGENTS; i++) {
      start(i, 0);
      builder.agent("agent-" + i, "127.0.0.1:" + ports.get(i));
    }
    try (AgentPool pool = builder.build()) {
      OkHttpClient client =
          AgentPoolInterceptor.install(new OkHttpClient.Builder(), pool).build();
      callFor(Duration.ofSeconds(5), client);
      long calm = System.nanoTime();
      callFor(CALM, client);
      long killed = System.nanoTime();
      agents.get(0).destroyForcibly();
      long out = callUntil(false, pool, client);
      callFor(OUTAGE.minusNanos(out - killed), client);
      start(0, ports.get(0));
      long back = callUntil(true, pool, client);
      callFor(RAMP, client);
      long end = System.nanoTime();
      callUntilAnswered();
      client.dispatcher().executorService().shutdown();
      return report(late(calm, killed, 1), late(out, end, 1), late(out, end, 2), share(back, end));
    }
  }

  private void start(int index, int port) throws IOException {
    Process process = StormAgent.start(port, WORK);
    int at = StormAgent.port(process);
    if (port == 0) {
      agents.add(process);
      ports.add(at);
    } else {
      agents.set(index, process);
    }
  }

  private void callFor(Duration time, OkHttpClient client) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < time.toNanos()) {
      callWhenDue(client);
    }
  }

  /** Calls until the agent that was killed is in rotation or out of it; returns that time. */
  private long callUntil(boolean in, AgentPool pool, OkHttpClient client) {
    long begin = System.nanoTime();
    while (isIn(pool) != in && System.nanoTime() - begin < PATIENCE.toNanos()) {
      callWhenDue(client);
    }
    return System.nanoTime();
  }

  private static boolean isIn(AgentPool pool) {
    AgentStatus victim = pool.status().agents().get(0);
    return victim.state() == AgentState.HEALTHY;
  }

  private void callWhenDue(OkHttpClient client) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    due += BETWEEN_CALLS;
    pending.incrementAndGet();
    client
        .newCall(new Request.Builder().url("http://agents/v1/models").build())
        .enqueue(new Recording(System.nanoTime()));
  }

  private void callUntilAnswered() {
    long begin = System.nanoTime();
    while (pending.get() > 0 && System.nanoTime() - begin < PATIENCE.toNanos()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** How many calls were late that took so many attempts at least. */
  private long late(long from, long to, int attempts) {
    return ended.stream()
        .filter(call -> call.isWithin(from, to) && call.nanos > LATE.toNanos())
        .filter(call -> call.attempts >= attempts)
        .count();
  }

  /** The agent's share of the calls, of what would be a fair one. */
  private double share(long from, long to) {
    long all = ended.stream().filter(call -> call.isWithin(from, to)).count();
    long own = ended.stream()
        .filter(call -> call.isWithin(from, to) && call.agent.equals(VICTIM))
        .count();
    return (double) own * AGENTS / all;
  }

  private boolean report(long lateInCalm, long lateAfter, long lateByAgent, double share) {
    long failed = ended.stream().filter(call -> call.agent.isEmpty()).count() + pending.get();
    long again = ended.stream().filter(call -> call.attempts > 1).count();
    System.out.printf(
        Locale.ROOT,
        "%d calls, %d failed (at most 0), %d took several attempts; took more than %d ms:"
            + " %d in %d s of calm, %d once the agent was out, %d of these after an attempt"
            + " at it (at most %d);"
            + " share in the first %d s back: %.0f %% (at most %.0f %%)%n",
        ended.size(),
        failed,
        again,
        LATE.toMillis(),
        lateInCalm,
        CALM.toSeconds(),
        lateAfter,
        lateByAgent,
        MAX_LATE,
        RAMP.toSeconds(),
        share * 100,
        MAX_SHARE * 100);
    return failed == 0 && lateByAgent <= MAX_LATE && share <= MAX_SHARE;
  }

  /**
   * A call that is over.
   *
   * @param agent that answered it with 200; empty for none
   */
  private record Ended(long begin, long nanos, String agent, int attempts) {
    boolean isWithin(long from, long to) {
      return begin - from >= 0 && begin - to < 0;
    }
  }

  private final class Recording implements Callback {
    private final long begin;

    Recording(long begin) {
      this.begin = begin;
    }

    @Override
    public void onResponse(Call call, Response response) {
      try (response) {
        String agent =
            response.isSuccessful() ? response.header(AgentPoolInterceptor.AGENT_HEADER, "") : "";
        String attempts = response.header(AgentPoolInterceptor.ATTEMPTS_HEADER, "0");
        add(agent == null ? "" : agent, attempts == null ? 0 : Integer.parseInt(attempts));
      }
    }

    @Override
    public void onFailure(Call call, IOException e) {
      add("", 0);
    }

    private void add(String agent, int attempts) {
      ended.add(new Ended(begin, System.nanoTime() - begin, agent, attempts));
      pending.decrementAndGet();
    }
  }
}
