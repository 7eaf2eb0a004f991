package ai.openclaw.lb.examples.zookeeper;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.PoolOptions;
import ai.openclaw.lb.okhttp.AgentPoolInterceptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.curator.test.TestingServer;

/** A ZooKeeper, agents in processes of their own, and a caller whose pool follows the registry. */
final class Fleet implements AutoCloseable {
  private final TestingServer zooKeeper;
  private final Map<String, Process> agents = new LinkedHashMap<>();
  private final AgentPools pools;
  private final OkHttpClient client;
  private final Map<String, Integer> answers = new TreeMap<>();
  private int failed;

  /** @param ids of the agents that are there at first */
  Fleet(String... ids) throws Exception {
    this.zooKeeper = new TestingServer();
    for (String id : ids) {
      start(id);
    }
    PoolOptions options = PoolOptions.DEFAULTS.discovery(
        "zookeeper",
        pool ->
            new ZooKeeperDiscovery(Agents.client(zooKeeper.getConnectString()), Agents.SERVICE));
    InputStream document = Fleet.class.getResourceAsStream("/zookeeper.yaml");
    this.pools = AgentPools.fromYaml(
        new InputStreamReader(Objects.requireNonNull(document), StandardCharsets.UTF_8), options);
    this.client =
        AgentPoolInterceptor.install(new OkHttpClient.Builder(), pools).build();
  }

  /** Starts an agent, which registers itself when it is ready. */
  void start(String id) throws IOException {
    Process agent = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-classpath",
            System.getProperty("java.class.path"),
            AgentProcess.class.getName(),
            zooKeeper.getConnectString(),
            id)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
    agents.put(id, agent);
  }

  /** Ends an agent by SIGKILL: it can tell nobody. */
  void kill(String id) {
    Objects.requireNonNull(agents.remove(id), id).destroyForcibly();
  }

  void stopZooKeeper() throws IOException {
    zooKeeper.stop();
  }

  void restartZooKeeper() throws Exception {
    zooKeeper.restart();
  }

  /** Sends a call, and counts it for the agent that answered, or as failed. */
  void call() {
    Request request = new Request.Builder().url("http://agents/v1/chat").build();
    try (Response response = client.newCall(request).execute()) {
      failed += response.isSuccessful() ? 0 : 1;
      response.body().string();
      answers.merge(response.header("X-OpenClaw-Agent", "nobody"), 1, Integer::sum);
    } catch (IOException e) {
      failed++;
    }
  }

  /** Calls by the agents that answered them. */
  Map<String, Integer> answers() {
    return answers;
  }

  int failed() {
    return failed;
  }

  /** The agents that are in the pool. */
  Set<String> pool() {
    Set<String> ids = new TreeSet<>();
    for (AgentStatus agent : pools.pool("agents").status().agents()) {
      ids.add(agent.id());
    }
    return ids;
  }

  /** Why the registry can't be read; empty while it can. */
  String problem() {
    return Objects.requireNonNullElse(
        Objects.requireNonNull(pools.pool("agents").discoveryStatus()).problem(), "");
  }

  @Override
  public void close() throws IOException {
    pools.close();
    agents.values().forEach(Process::destroyForcibly);
    zooKeeper.close();
  }
}
