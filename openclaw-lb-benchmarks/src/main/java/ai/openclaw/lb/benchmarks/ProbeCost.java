package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.HealthCheckConfig;
import com.sun.management.OperatingSystemMXBean;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;

/**
 * What the health checks of 1,000 agents cost this process: CPU, and threads at most. The agents are
 * one server in a process of its own. Prints the figures, and exits with 1 where they break their
 * bounds. Takes some 50 s.
 */
public final class ProbeCost {
  private static final int AGENTS = 1_000;
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration WARM_UP_INTERVAL = Duration.ofMillis(250);
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration MEASURED = Duration.ofSeconds(20);
  private static final double MAX_CORE_SHARE = 0.05;
  private static final int MAX_THREADS = 40;

  private ProbeCost() {}

  /** Measures; with the argument {@code agents} it is the server that is asked. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      serve();
      return;
    }
    boolean kept;
    Process agents = startAgents();
    try (BufferedReader said = new BufferedReader(
        new InputStreamReader(agents.getInputStream(), StandardCharsets.UTF_8))) {
      kept = measure(Integer.parseInt(said.readLine()));
    } finally {
      agents.destroyForcibly();
    }
    if (!kept) {
      System.exit(1);
    }
  }

  private static Process startAgents() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java, "-cp", System.getProperty("java.class.path"), ProbeCost.class.getName(), "agents")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Answers until it is killed, or the one who reads its port is gone. */
  private static void serve() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/health", exchange -> {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    System.out.println(server.getAddress().getPort());
    System.in.read();
    server.stop(0);
  }

  /** Returns whether the bounds are kept. */
  private static boolean measure(int port) throws InterruptedException {
    int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
    try (AgentPool warmUp = pool(port, WARM_UP_INTERVAL)) {
      Thread.sleep(WARM_UP.toMillis()); // as many probes as a service sends in half an hour
    }
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (AgentPool pool = pool(port, INTERVAL)) {
      Thread.sleep(INTERVAL.toMillis());
      ManagementFactory.getThreadMXBean().resetPeakThreadCount();
      long cpuBefore = system.getProcessCpuTime();
      long begin = System.nanoTime();
      Thread.sleep(MEASURED.toMillis());
      double share =
          (double) (system.getProcessCpuTime() - cpuBefore) / (System.nanoTime() - begin);
      int threads = ManagementFactory.getThreadMXBean().getPeakThreadCount() - threadsBefore;
      return report(share, threads);
    }
  }

  private static AgentPool pool(int port, Duration interval) {
    HealthCheckConfig checks =
        HealthCheckConfig.DEFAULT.withInterval(interval, interval.dividedBy(2));
    AgentPool.Builder builder = AgentPool.builder("agents").healthCheck(checks);
    for (int i = 0; i < AGENTS; i++) {
      builder.agent(AgentConfig.of("agent-" + i, "127.0.0.1:" + port));
    }
    return builder.build();
  }

  private static boolean report(double share, int threads) {
    System.out.printf(
        Locale.ROOT,
        "%d agents probed every %d s: %.1f %% of one core (at most %.0f), %d threads (at most %d)%n",
        AGENTS,
        INTERVAL.toSeconds(),
        share * 100,
        MAX_CORE_SHARE * 100,
        threads,
        MAX_THREADS);
    return share <= MAX_CORE_SHARE && threads <= MAX_THREADS;
  }
}
