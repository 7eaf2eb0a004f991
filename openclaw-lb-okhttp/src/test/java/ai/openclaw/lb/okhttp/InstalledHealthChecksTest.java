package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentState;
import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.PoolOptions;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.ProbeOptions;
import ai.openclaw.lb.health.ProbeResult;
import ai.openclaw.lb.okhttp.ScriptedAgent.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health checks of a pool once a client is installed: the first one decides, and comes at once. */
class InstalledHealthChecksTest {
  private static final HealthCheckConfig PATIENT = HealthCheckConfig.DEFAULT
      .withInterval(Duration.ofMinutes(1), Duration.ofSeconds(30))
      .withThresholds(1, 1);

  /** Healthy to those who sign. */
  private static final Script SIGNED_ONLY = exchange -> {
    boolean signed = "yes".equals(exchange.request().header("X-Signed"));
    Scripts.answer(signed ? 200 : 500, "").answer(exchange);
  };

  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final ScriptedAgent agent = ScriptedAgent.start("a", SIGNED_ONLY);

  @AfterEach
  void close() {
    agent.close();
    scheduler.shutdownNow();
  }

  /** The pool's timers rest until the client is installed. */
  private AgentPool installed(HealthCheckConfig config, PoolOptions options) {
    CountDownLatch installed = new CountDownLatch(1);
    scheduler.execute(() -> {
      try {
        Balanced.await(installed);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    AgentPool pool = AgentPool.builder("pool")
        .agent("a", agent.host())
        .healthCheck(config)
        .options(options.scheduler(scheduler).random(() -> () -> 0))
        .build();
    OkHttpClient.Builder client = new OkHttpClient.Builder()
        .addInterceptor(chain ->
            chain.proceed(chain.request().newBuilder().header("X-Signed", "yes").build()));
    AgentPoolInterceptor.install(client, pool);
    installed.countDown();
    return pool;
  }

  private static AgentStatus status(AgentPool pool) {
    return pool.status().agents().get(0);
  }

  @Test
  void agentsAreCheckedByWayOfTheClient() {
    try (AgentPool pool = installed(PATIENT, PoolOptions.DEFAULTS)) {
      Balanced.until("no probe passes", () -> status(pool).reason().contains("status 200"));
      assertEquals(AgentState.HEALTHY, status(pool).state());
      SeenRequest seen = agent.requests().get(0);
      assertEquals("yes", seen.header("X-Signed"));
      assertEquals("GET /health HTTP/1.1", seen.line());
    }
  }

  @Test
  void whatTheyFindTakesAgentsOut() {
    agent.kill();
    try (AgentPool pool = installed(PATIENT, PoolOptions.DEFAULTS)) {
      Balanced.until("still in", () -> status(pool).state() == AgentState.UNHEALTHY);
      assertTrue(status(pool).reason().contains("connect refused"), status(pool)::reason);
    }
  }

  @Test
  void aConfiguredScriptIsAskedBesideIt(@TempDir Path directory) {
    Path asked = directory.resolve("asked");
    String script = "touch '" + asked + "'";
    HealthCheckConfig config =
        PATIENT.withOptions(ProbeOptions.DEFAULT.withAgentHealthScript(script));
    try (AgentPool pool = installed(config, PoolOptions.DEFAULTS)) {
      Balanced.until("no probe passes", () -> status(pool).reason().contains("status 200"));
      assertTrue(Files.exists(asked));
      assertEquals("yes", agent.requests().get(0).header("X-Signed"));
    }
  }

  @Test
  void theProgramsOwnProbeGoesBeforeIt() {
    PoolOptions own = PoolOptions.DEFAULTS.healthProbe(
        target -> CompletableFuture.completedFuture(ProbeResult.passed("by the program")));
    try (AgentPool pool = installed(PATIENT, own)) {
      Balanced.until("no probe passes", () -> status(pool).reason().contains("by the program"));
      assertEquals(0, agent.requestCount());
    }
  }
}
