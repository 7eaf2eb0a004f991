package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.PoolOptions;
import ai.openclaw.lb.QuotaStatus;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call gets that is over its pool's quota. */
class OverQuotaTest {
  /** Beside each pool's own keys; none of it is for calls over the quota. */
  private static final String FAILOVER =
      "failover: {fallback_response: {status: 503, body: fallback}}";

  private final ScriptedAgent free = ScriptedAgent.start("free");
  private final ScriptedAgent vip = ScriptedAgent.start("vip");
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private AgentPools pools;
  private OkHttpClient client;

  private void open(String keys) {
    String yaml = """
        pools:
          - {name: pool-free, instances: ["%s"], max_qps: 0.4, %s}
          - {name: pool-vip, instances: ["%s"]}
        routing: [{default: pool-free}]
        """.formatted(free.host(), keys, vip.host());
    PoolOptions options = PoolOptions.DEFAULTS.nanoTime(nanos::get);
    pools = AgentPools.fromYaml(new StringReader(yaml), options);
    client = AgentPoolInterceptor.install(new OkHttpClient.Builder(), pools).build();
  }

  @AfterEach
  void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
    pools.close();
    free.close();
    vip.close();
  }

  private Response get(String pool) throws IOException {
    return client
        .newCall(new Request.Builder().url("http://" + pool + "/v1/chat").build())
        .execute();
  }

  private void assertAnswered(String pool) throws IOException {
    try (Response response = get(pool)) {
      assertEquals(200, response.code());
    }
  }

  private void assertRefused(int status, String body, String retryAfter) throws IOException {
    try (Response response = get("pool-free")) {
      assertEquals(status, response.code());
      assertEquals(body, response.body().string());
      assertEquals(retryAfter, response.header("Retry-After"));
      assertEquals("over_quota", response.header("X-OpenClaw-Fallback"));
      assertNull(response.header("X-OpenClaw-Agent"));
      assertNull(response.header("X-OpenClaw-Attempts"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {FAILOVER, "failover: {enabled: false}", "failover: {}"})
  void aCallOverTheQuotaGets429WhateverFailoverSays(String failover) throws IOException {
    open(failover);
    assertAnswered("pool-free");
    String body = "{\"error\": \"over the quota of pool-free\", \"code\": \"OVER_QUOTA\","
        + " \"pool\": \"pool-free\"}";
    assertRefused(429, body, "3");
    nanos.addAndGet(Duration.ofMillis(1600).toNanos());
    assertRefused(429, body, "1");
    assertAnswered("pool-vip");
    nanos.addAndGet(Duration.ofMillis(900).toNanos());
    assertAnswered("pool-free");
    assertEquals(new QuotaStatus(2, 0), pools.pool("pool-free").quotaStatus());
    assertEquals(2, pools.pool("pool-free").status().requests());
    assertEquals(1.0, pools.pool("pool-free").status().successRate());
  }

  @Test
  void theAnswerIsTheConfiguredOneByteForByte() throws IOException {
    open("over_quota_response: {status: 503, body: \"später 😀\"}");
    assertAnswered("pool-free");
    assertRefused(503, "später 😀", "3");
  }

  @Test
  void itsStatusCanBeChangedAlone() throws IOException {
    open("over_quota_response: {status: 420}");
    assertAnswered("pool-free");
    try (Response response = get("pool-free")) {
      assertEquals(420, response.code());
      assertEquals("application/json; charset=utf-8", response.header("Content-Type"));
    }
  }
}
