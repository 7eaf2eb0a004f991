package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.HealthCheckConfig;
import com.sun.management.OperatingSystemMXBean;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executors;

/**
 * What the health checks of 1,000 agents cost this process: CPU, and threads at most. The agents are
 * one server in a process of its own. Prints the figures, and exits with 1 where they break their
 * bounds. Takes 45 s to 150 s.
 */
public final class ProbeCost {
  private static final int AGENTS = 1_000;
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration WARM_UP_INTERVAL = Duration.ofMillis(250);
  private static final Duration WARM_UP_STEP = Duration.ofSeconds(5);
  private static final int MAX_WARM_UP_STEPS = 12;

  /** What the JIT compiles in a step when it has compiled all that counts. */
  private static final long LITTLE_COMPILING_MILLIS = 50;

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
      awaitCompiled(); // with as many probes as a service sends in half an hour
    }
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (AgentPool pool = pool(port, INTERVAL)) {
      awaitCompiled(); // what is rare at that pace, and by then every agent has been asked
      ManagementFactory.getThreadMXBean().resetPeakThreadCount();
      long cpuBefore = system.getProcessCpuTime();
      long javaBefore = javaCpuNanos();
      long begin = System.nanoTime();
      Thread.sleep(MEASURED.toMillis());
      long javaCpu = javaCpuNanos() - javaBefore;
      long cpu = system.getProcessCpuTime() - cpuBefore;
      double nanos = System.nanoTime() - begin;
      int threads = ManagementFactory.getThreadMXBean().getPeakThreadCount() - threadsBefore;
      return report(cpu / nanos, javaCpu / nanos, threads);
    }
  }

  /** Until the JIT has little to do, or for a minute. */
  private static void awaitCompiled() throws InterruptedException {
    CompilationMXBean jit = ManagementFactory.getCompilationMXBean();
    long compiled = -1;
    for (int step = 0; step < MAX_WARM_UP_STEPS; step++) {
      Thread.sleep(WARM_UP_STEP.toMillis());
      long before = compiled;
      compiled = jit.getTotalCompilationTime();
      if (before >= 0 && compiled - before < LITTLE_COMPILING_MILLIS) {
        return;
      }
    }
  }

  /** What the program's own threads have used, without the JIT and the garbage collector. */
  private static long javaCpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getAllThreadIds())
        .map(threads::getThreadCpuTime)
        .filter(nanos -> nanos > 0)
        .sum();
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

  private static boolean report(double share, double javaShare, int threads) {
    System.out.printf(
        Locale.ROOT,
        "%d agents probed every %d s: %.1f %% of one core (at most %.0f), of which its own"
            + " threads %.1f %%, %d threads (at most %d)%n",
        AGENTS,
        INTERVAL.toSeconds(),
        share * 100,
        MAX_CORE_SHARE * 100,
        javaShare * 100,
        threads,
        MAX_THREADS);
    return share <= MAX_CORE_SHARE && threads <= MAX_THREADS;
  }
}
