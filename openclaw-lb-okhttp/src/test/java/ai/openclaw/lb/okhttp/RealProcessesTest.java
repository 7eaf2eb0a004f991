package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentState;
import ai.openclaw.lb.AgentStatus;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents in processes of their own die, hang and come back under steady calls, of which none fails. */
final class RealProcessesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration HANGING = Duration.ofSeconds(1);
  private static final int CALLERS = 4;

  private final List<String> failed = new CopyOnWriteArrayList<>();
  private final AtomicBoolean calling = new AtomicBoolean(true);
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private AgentProcess steady;
  private AgentProcess second;
  private AgentProcess victim;
  private AgentPool pool;

  @BeforeEach
  void startCalling() throws IOException {
    steady = AgentProcess.start();
    second = AgentProcess.start();
    victim = AgentProcess.start();
    pool = AgentPool.fromYaml(
        new StringReader("""
        backend_pool:
          name: agents
          instances:
            - {id: steady, host: "%s"}
            - {id: second, host: "%s"}
            - {id: victim, host: "%s"}
        health_check: {interval: 1100ms, timeout: 1s, healthy_threshold: 2, unhealthy_threshold: 2}
        outlier_detection: {base_ejection: 500ms}
        slow_start: {duration: 500ms}
        failover: {max_retries: 3}
        """.formatted(steady.host(), second.host(), victim.host())));
    OkHttpClient client = AgentPoolInterceptor.install(
            new OkHttpClient.Builder().readTimeout(HANGING).connectTimeout(HANGING), pool)
        .build();
    for (int i = 0; i < CALLERS; i++) {
      callers.execute(() -> callUntilTold(client));
    }
  }

  private void callUntilTold(OkHttpClient client) {
    Request request = new Request.Builder().url("http://agents/work").build();
    while (calling.get()) {
      try (Response response = client.newCall(request).execute()) {
        if (response.code() != 200) {
          failed.add("status " + response.code());
        }
      } catch (IOException e) {
        failed.add(e.toString());
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @AfterEach
  void stop() {
    calling.set(false);
    callers.shutdownNow();
    pool.close();
    List.of(steady, second, victim).forEach(AgentProcess::close);
  }

  @Test
  void noCallFailsWhileAnAgentIsKilledAndStartsAgain() throws Exception {
    victim.kill();
    await(agent -> agent.state() == AgentState.UNHEALTHY);
    assertTrue(victim().reason().contains("connect refused"), victim().reason());
    victim.startAgain();
    awaitReturn();
  }

  @Test
  void noCallFailsWhileAnAgentHangs() throws Exception {
    victim.signal("STOP");
    await(agent -> agent.state() == AgentState.UNHEALTHY);
    assertTrue(victim().reason().contains("no answer within"), victim().reason());
    victim.signal("CONT");
    awaitReturn();
  }

  private void awaitReturn() throws Exception {
    await(agent -> agent.state() == AgentState.HEALTHY && agent.effectiveWeight() == 1);
    calling.set(false);
    callers.shutdown();
    assertTrue(callers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(Set.of(), Set.copyOf(failed));
    assertEquals(1.0, pool.status().successRate());
    assertEquals(
        0, pool.status().agents().stream().mapToInt(AgentStatus::inFlight).sum());
  }

  private void await(Predicate<AgentStatus> condition) {
    long begin = System.nanoTime();
    while (!condition.test(victim())) {
      assertTrue(System.nanoTime() - begin < PATIENCE.toNanos(), victim().toString());
      LockSupport.parkNanos(10_000_000);
    }
  }

  private AgentStatus victim() {
    return pool.status().agents().get(2);
  }
}
