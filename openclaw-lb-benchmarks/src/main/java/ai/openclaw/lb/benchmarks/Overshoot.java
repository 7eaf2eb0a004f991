package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.QueueConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.okhttp.AgentPoolInterceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * How long after its deadline a call ends: where its agents never answer, with and without {@code
 * attempt_timeout}; where they are busy for longer; and where its only agent is full. Prints the median
 * and the worst of some calls each, and exits with 1 where one ended more than 50 ms late. What the
 * machine does meanwhile counts. Takes some 30 s.
 */
public final class Overshoot {
  private static final Duration DEADLINE = Duration.ofMillis(250);
  private static final Duration MOST = Duration.ofMillis(50);
  private static final int CALLS = 30;

  private Overshoot() {}

  /** Measures, prints, and exits. */
  public static void main(String[] arguments) throws IOException {
    boolean kept = silence(FailoverConfig.DEFAULT, "silent agents");
    FailoverConfig limited = FailoverConfig.DEFAULT.withAttemptTimeout(Duration.ofMillis(100));
    kept &= silence(limited, "silent agents, attempt_timeout 100 ms");
    kept &= busyAgent();
    kept &= fullAgent();
    System.exit(kept ? 0 : 1);
  }

  private static boolean silence(FailoverConfig failover, String what) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket first = new ServerSocket(0, 1_000, loopback);
        ServerSocket second = new ServerSocket(0, 1_000, loopback);
        AgentPool pool = AgentPool.builder("agents")
            .failover(failover)
            .agent("first", "127.0.0.1:" + first.getLocalPort())
            .agent("second", "127.0.0.1:" + second.getLocalPort())
            .build()) {
      return measure(what, client(pool));
    }
  }

  private static boolean busyAgent() throws IOException {
    try (StormAgent agent = new StormAgent(false, Duration.ofSeconds(1), 0);
        AgentPool pool = AgentPool.builder("agents").agent("busy", agent.host()).build()) {
      return measure("an agent that takes 1 s", client(pool));
    }
  }

  private static boolean fullAgent() throws IOException {
    QueueConfig patient = new QueueConfig(100, Duration.ofMinutes(1));
    try (AgentPool pool = AgentPool.builder("agents")
            .resilience(ResilienceConfig.DEFAULT.withQueue(patient))
            .agent(AgentConfig.of("full", "127.0.0.1:9").withMaxConnections(1))
            .build();
        Lease only = pool.acquire(RequestContext.EMPTY)) {
      return measure("an agent that is full: " + only.agent().id(), client(pool));
    }
  }

  private static OkHttpClient client(AgentPool pool) {
    return AgentPoolInterceptor.install(new OkHttpClient.Builder().callTimeout(DEADLINE), pool)
        .build();
  }

  private static Request request() {
    return new Request.Builder().url("http://agents/v1/chat/completions").build();
  }

  private static boolean measure(String what, OkHttpClient client) {
    call(client); // the first one loads classes
    long[] late = new long[CALLS];
    for (int i = 0; i < CALLS; i++) {
      long begin = System.nanoTime();
      call(client);
      late[i] = System.nanoTime() - begin - DEADLINE.toNanos();
    }
    Arrays.sort(late);
    System.out.printf(
        Locale.ROOT,
        "%-40s median %6.1f ms, worst %6.1f ms after the deadline (at most %d ms)%n",
        what,
        late[CALLS / 2] / 1e6,
        late[CALLS - 1] / 1e6,
        MOST.toMillis());
    return late[CALLS - 1] <= MOST.toNanos();
  }

  private static void call(OkHttpClient client) {
    try (Response response = client.newCall(request()).execute()) {
      System.out.println("answered: " + response);
    } catch (IOException expected) {
      // The deadline is over.
    }
  }
}
