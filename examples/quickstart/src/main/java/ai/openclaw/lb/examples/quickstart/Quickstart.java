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
    awaitState("agent-2", AgentState.UNHEALTHY);
    calls(() -> {});
    status();

    out.println("agent-2 starts again:");
    agents[1].start();
    awaitState("agent-2", AgentState.HEALTHY);
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
      Request request = new Request.Builder().url("http://agents/v1/chat").build();
      try (Response response = client.newCall(request).execute()) {
        failed += response.isSuccessful() ? 0 : 1;
        response.body().string();
        answers.merge(response.header("X-OpenClaw-Agent", "nobody"), 1, Integer::sum);
        failovers += "1".equals(response.header("X-OpenClaw-Attempts")) ? 0 : 1;
      } catch (IOException e) {
        failed++;
        out.println("  a call failed: " + e);
      }
    }
    out.println("  " + answers + ", " + failovers + " went on to another agent, "
        + (failed - failedBefore) + " failed");
  }

  private void awaitState(String agentId, AgentState state) throws InterruptedException {
    long begin = System.nanoTime();
    while (agent(agentId).state() != state) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IllegalStateException(agent(agentId) + " (expected: " + state + ")");
      }
      Thread.sleep(20);
    }
    AgentStatus now = agent(agentId);
    out.printf(
        Locale.ROOT,
        "  after %.1f s: %s is %s (%s)%n",
        (System.nanoTime() - begin) / 1e9,
        agentId,
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
    pools.status().forEach(status -> out.println(status.render(Locale.ENGLISH).indent(2)));
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
