package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.AgentStatus;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents in processes of their own are restarted one after the other under steady calls. */
final class RollingRestartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CALLERS = 4;
  private static final int AGENTS = 5;

  private final List<String> failed = new CopyOnWriteArrayList<>();
  private final AtomicBoolean calling = new AtomicBoolean(true);
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private final List<AgentProcess> agents = new ArrayList<>();
  private AgentPools pools;
  private OkHttpClient client;

  @BeforeEach
  void startCalling() throws IOException {
    for (int i = 0; i < AGENTS; i++) {
      agents.add(AgentProcess.start());
    }
    pools = AgentPools.fromYaml(new StringReader(documentWithout(-1)));
    client = AgentPoolInterceptor.install(new OkHttpClient.Builder(), pools).build();
    for (int i = 0; i < CALLERS; i++) {
      callers.execute(this::callUntilTold);
    }
  }

  /** POSTs without a key that would let them be sent twice, and GETs, in turn. */
  private void callUntilTold() {
    Request get = new Request.Builder().url("http://agents/work").build();
    Request post = get.newBuilder().post(RequestBody.create("{}", null)).build();
    for (int i = 0; calling.get(); i++) {
      try (Response response = client.newCall(i % 2 == 0 ? get : post).execute()) {
        if (response.code() != 200) {
          failed.add("answered " + response.code());
        }
      } catch (IOException e) {
        failed.add(e.toString());
      }
    }
  }

  @AfterEach
  void endAll() {
    calling.set(false);
    callers.shutdownNow();
    pools.close();
    agents.forEach(AgentProcess::close);
  }

  private String documentWithout(int missing) {
    StringBuilder text = new StringBuilder("""
        slow_start: {duration: 500ms}
        backend_pool:
          name: agents
          algorithm: round_robin
          instances:
        """);
    for (int i = 0; i < AGENTS; i++) {
      if (i != missing) {
        text.append(
            "  - {id: agent-%d, host: '%s'}%n".formatted(i, agents.get(i).host()));
      }
    }
    return text.toString();
  }

  @Test
  void aDrainBeforeEachRestartLosesNoCall() throws Exception {
    AgentPool pool = pools.pool("agents");
    for (int i = 0; i < AGENTS; i++) {
      String id = "agent-" + i;
      pool.drain(id);
      await(id + " idle", () -> status(id).inFlight() == 0);
      restart(i);
      long before = status(id).requests();
      pool.resume(id);
      await(id + " serves again", () -> status(id).requests() > before + 10);
    }
    assertNothingFailed();
  }

  @Test
  void aDocumentWithoutTheAgentDrainsItToo() throws Exception {
    for (int i = 0; i < AGENTS; i++) {
      String id = "agent-" + i;
      pools.reload(new StringReader(documentWithout(i)));
      await(id + " gone", () -> statuses().noneMatch(agent -> agent.id().equals(id)));
      restart(i);
      pools.reload(new StringReader(documentWithout(-1)));
      await(id + " serves", () -> status(id).requests() > 10);
    }
    assertNothingFailed();
    assertEquals(2 * AGENTS, pools.reloadStatus().applied());
  }

  private void restart(int index) throws Exception {
    agents.get(index).kill();
    agents.get(index).startAgain();
  }

  private Stream<AgentStatus> statuses() {
    return pools.pool("agents").status().agents().stream();
  }

  private AgentStatus status(String id) {
    return statuses().filter(agent -> agent.id().equals(id)).findFirst().orElseThrow();
  }

  private void assertNothingFailed() throws InterruptedException {
    calling.set(false);
    callers.shutdown();
    assertTrue(callers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(List.of(), failed);
    await("nothing in flight", () -> statuses().allMatch(agent -> agent.inFlight() == 0));
  }

  private void await(String what, BooleanSupplier condition) {
    long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(
          System.nanoTime() - began < PATIENCE.toNanos(),
          () -> what + ": " + failed + " " + pools.status());
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
