package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.OutlierDetectionConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.config.SessionAffinityConfig;
import ai.openclaw.lb.config.SlowStartConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** A pool named {@code pool} over scripted agents, and a client that balances over it. */
final class Balanced implements AutoCloseable {
  static final String URL = "http://pool/v1/chat";

  /** Two retries, which never wait for longer than a millisecond. */
  static final FailoverConfig QUICK =
      FailoverConfig.DEFAULT.withRetryInterval(Duration.ofMillis(1));

  /** No agent goes out by the results of calls, and each is back at once. */
  private static final ResilienceConfig STEADY = ResilienceConfig.DEFAULT
      .withOutlierDetection(OutlierDetectionConfig.DISABLED)
      .withSlowStart(SlowStartConfig.DISABLED);

  /** Far longer than anything takes, and only ever waited for by a test that fails. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  final AgentPool pool;
  final OkHttpClient client;
  private final List<ScriptedAgent> agents;

  private Balanced(
      UnaryOperator<AgentPool.Builder> changes,
      UnaryOperator<OkHttpClient.Builder> settings,
      List<ScriptedAgent> agents) {
    this.agents = agents;
    AgentPool.Builder building =
        changes.apply(AgentPool.builder("pool").failover(QUICK).resilience(STEADY));
    agents.forEach(agent -> building.agent(agent.id(), agent.host()));
    this.pool = building.build();
    OkHttpClient.Builder patient = new OkHttpClient.Builder()
        .connectTimeout(LONGEST)
        .readTimeout(LONGEST)
        .writeTimeout(LONGEST);
    this.client = AgentPoolInterceptor.install(settings.apply(patient), pool).build();
  }

  static Balanced over(ScriptedAgent... agents) {
    return over(QUICK, agents);
  }

  static Balanced over(FailoverConfig failover, ScriptedAgent... agents) {
    return over(failover, UnaryOperator.identity(), agents);
  }

  /** With changes to the client before ours are installed. */
  static Balanced over(
      FailoverConfig failover,
      UnaryOperator<OkHttpClient.Builder> settings,
      ScriptedAgent... agents) {
    return new Balanced(pool -> pool.failover(failover), settings, List.of(agents));
  }

  /** With sessions that stay on their agents. */
  static Balanced over(
      SessionAffinityConfig affinity,
      UnaryOperator<OkHttpClient.Builder> settings,
      ScriptedAgent... agents) {
    return new Balanced(pool -> pool.sessionAffinity(affinity), settings, List.of(agents));
  }

  static Request get() {
    return new Request.Builder().url(URL).build();
  }

  static Request post(String body) {
    return new Request.Builder().url(URL).post(RequestBody.create(body, null)).build();
  }

  Call call(Request request) {
    return client.newCall(request);
  }

  /** The body of the answer to a GET. */
  String text() throws IOException {
    try (Response response = call(get()).execute()) {
      return response.body().string();
    }
  }

  AgentStatus status(ScriptedAgent agent) {
    return pool.status().agents().stream()
        .filter(status -> status.id().equals(agent.id()))
        .findFirst()
        .orElseThrow();
  }

  int inFlight() {
    return pool.status().agents().stream().mapToInt(AgentStatus::inFlight).sum();
  }

  long failures() {
    return pool.status().agents().stream().mapToLong(AgentStatus::failures).sum();
  }

  long attempts() {
    return pool.status().agents().stream().mapToLong(AgentStatus::requests).sum();
  }

  /** Fails unless every attempt ends, and leaves each agent at exactly zero. */
  void assertNothingInFlight() {
    until("in flight: " + pool.status(), () -> inFlight() <= 0);
    pool.status().agents().forEach(agent -> assertEquals(0, agent.inFlight(), agent::toString));
  }

  /** Fails unless this becomes true; what is to make it true is on its way already. */
  static void until(String otherwise, BooleanSupplier fact) {
    long start = System.nanoTime();
    while (!fact.getAsBoolean()) {
      assertTrue(System.nanoTime() - start < LONGEST.toNanos(), otherwise);
      LockSupport.parkNanos(100_000);
    }
  }

  static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(LONGEST.toNanos(), TimeUnit.NANOSECONDS), "waited in vain");
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    agents.forEach(ScriptedAgent::close);
    client.connectionPool().evictAll();
    pool.close();
  }
}
