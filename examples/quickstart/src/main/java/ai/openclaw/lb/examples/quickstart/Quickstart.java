package ai.openclaw.lb.examples.quickstart;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.AgentState;
import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.okhttp.AgentPoolInterceptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Three agents, a YAML document, and OkHttp calls that neither see an agent die nor come back. Exits
 * with 0 when every call got an answer, with 1 otherwise.
 */
public final class Quickstart implements AutoCloseable {
  private static final int CALLS = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PrintStream out;
  private final LocalAgent[] agents;
  private final AgentPools pools;
  private final OkHttpClient client;
  private int failed;

  private Quickstart(PrintStream out) throws IOException {
    this.out = out;
    this.agents = new LocalAgent[] {
      new LocalAgent("agent-1"), new LocalAgent("agent-2"), new LocalAgent("agent-3")
    };
    for (int i = 0; i < agents.length; i++) {
      System.setProperty("AGENT_" + (i + 1), agents[i].host());
    }
    this.pools = AgentPools.fromYaml(document());
    this.client =
        AgentPoolInterceptor.install(new OkHttpClient.Builder(), pools).build();
  }

  /** Runs the demonstration; it takes no arguments and ends by itself. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Quickstart quickstart = new Quickstart(out)) {
      quickstart.run();
      if (quickstart.failed > 0) {
        out.println(quickstart.failed + " calls failed.");
        System.exit(1);
      }
    }
  }

  private void run() throws Exception {
    out.println("Three agents, one pool, " + CALLS + " calls to http://agents/v1/chat:");
    calls(() -> {});

    out.println("\nThe same, and agent-2 is killed in the middle:");
    calls(agents[1]::kill);
    await("out of rotation", agent -> agent.state() == AgentState.UNHEALTHY);
    calls(() -> {});
    status();

    out.println("agent-2 starts again, and calls go on:");
    agents[1].start();
    await("back, slowly", agent -> agent.state() == AgentState.HEALTHY);
    await("at its whole share", agent -> agent.effectiveWeight() == agent.weight());
    calls(() -> {});
    status();
  }

  /** Sends the calls, and something happens in the middle of them. */
  private void calls(Runnable inTheMiddle) {
    Map<String, Integer> answers = new TreeMap<>();
    int failovers = 0;
    int failedBefore = failed;
    for (int i = 0; i < CALLS; i++) {
      if (i == CALLS / 2) {
        inTheMiddle.run();
      }
      failovers += call(answers) > 1 ? 1 : 0;
    }
    out.println("  " + answers + ", " + failovers + " went on to another agent, "
        + (failed - failedBefore) + " failed");
  }

  /** Sends one call, counts it for the agent that answered it, and returns how many it asked. */
  private int call(Map<String, Integer> answers) {
    Request request = new Request.Builder().url("http://agents/v1/chat").build();
    try (Response response = client.newCall(request).execute()) {
      failed += response.isSuccessful() ? 0 : 1;
      response.body().string();
      answers.merge(response.header("X-OpenClaw-Agent", "nobody"), 1, Integer::sum);
      return Integer.parseInt(response.header("X-OpenClaw-Attempts", "0"));
    } catch (IOException e) {
      failed++;
      out.println("  a call failed: " + e);
      return 0;
    }
  }

  /** Sends a call now and then until something is true of agent-2. */
  private void await(String what, Predicate<AgentStatus> condition) throws InterruptedException {
    long begin = System.nanoTime();
    AgentStatus now = agent("agent-2");
    while (!condition.test(now)) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IllegalStateException(now + " (expected: " + what + ")");
      }
      call(new TreeMap<>());
      Thread.sleep(20);
      now = agent("agent-2");
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    out.printf(
        Locale.ROOT,
        "  after %.1f s it is %s: %s (%s)%n",
        seconds,
        what,
        now.state(),
        now.reason());
  }

  private AgentStatus agent(String id) {
    return pools.pool("agents").status().agents().stream()
        .filter(agent -> agent.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void status() {
    out.println();
    pools.status().forEach(status -> out.println(status.render(Locale.ENGLISH)));
  }

  private static InputStreamReader document() {
    InputStream document = Quickstart.class.getResourceAsStream("/quickstart.yaml");
    return new InputStreamReader(Objects.requireNonNull(document), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    pools.close();
    for (LocalAgent agent : agents) {
      agent.close();
    }
  }
}
