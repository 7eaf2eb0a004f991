package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.OutlierDetectionConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import java.io.IOException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** A pool named {@code pool} over two servers of one protocol, which answer 503 unless told otherwise. */
final class Wired implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  final MockWebServer first;
  final MockWebServer second;
  final AgentPool pool;
  final OkHttpClient client;

  Wired(Wire wire, FailoverConfig failover) {
    this(wire, failover, wire.start());
  }

  /** With a first agent of its own, which it closes. */
  Wired(Wire wire, FailoverConfig failover, MockWebServer first) {
    this.first = first;
    second = wire.start();
    pool = AgentPool.builder("pool")
        .failover(failover)
        .resilience(ResilienceConfig.DEFAULT.withOutlierDetection(OutlierDetectionConfig.DISABLED))
        .agent("first", wire.host(first))
        .agent("second", wire.host(second))
        .build();
    OkHttpClient.Builder patient = new OkHttpClient.Builder()
        .connectTimeout(LONGEST)
        .readTimeout(LONGEST)
        .writeTimeout(LONGEST);
    client = wire.settings(AgentPoolInterceptor.install(patient, pool)).build();
  }

  static MockResponse ok(String body) {
    return new MockResponse.Builder().body(body).build();
  }

  Call get() {
    return client.newCall(Balanced.get());
  }

  Call call(Request request) {
    return client.newCall(request);
  }

  String text() throws IOException {
    try (Response response = get().execute()) {
      return response.body().string();
    }
  }

  /** Has each agent answer once, so that there is a connection to each. */
  void warmUp() throws IOException {
    first.enqueue(ok("first"));
    second.enqueue(ok("second"));
    text();
    text();
  }

  AgentStatus firstAgent() {
    return pool.status().agents().get(0);
  }

  AgentStatus secondAgent() {
    return pool.status().agents().get(1);
  }

  int inFlight() {
    return firstAgent().inFlight() + secondAgent().inFlight();
  }

  void assertNothingInFlight() {
    Balanced.until("in flight: " + pool.status(), () -> inFlight() == 0);
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    first.close();
    second.close();
    pool.close();
  }
}
