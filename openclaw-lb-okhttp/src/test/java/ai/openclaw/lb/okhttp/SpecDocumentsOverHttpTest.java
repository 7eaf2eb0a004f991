package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.PoolOptions;
import ai.openclaw.lb.PoolStatus;
import ai.openclaw.lb.QuotaStatus;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The users' documents of tenants and rules, with real agents in the place of their hosts. */
class SpecDocumentsOverHttpTest {
  private static final long SEED = 20_261_122L;
  private static final Path DOCUMENTS = Path.of("../openclaw-lb-core/src/test/resources/spec");

  /** No agent gets more calls than this test has in mind for a second: quotas stay out of it. */
  private static final Duration BETWEEN_CALLS = Duration.ofMillis(25);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Map<String, ScriptedAgent> agents = new LinkedHashMap<>();
  private AgentPools pools;
  private OkHttpClient client;

  private ScriptedAgent agent(String id) {
    return agents.computeIfAbsent(id, ScriptedAgent::start);
  }

  private void openTenants() throws IOException {
    String document = Files.readString(DOCUMENTS.resolve("multi-tenant-lb.yaml"));
    for (String id : List.of("vip-1", "vip-2", "std-1", "std-2", "std-3", "free-1")) {
      document = document.replace("agent-" + id + ":5000", agent(id).host());
    }
    open(document);
  }

  private void openRules() throws IOException {
    open(Files.readString(DOCUMENTS.resolve("smart-routing.yaml"))
        + """
        name: agents
        instances:
          - {id: agent-premium, host: "%s"}
          - {id: agent-code, host: "%s"}
          - {id: general-1, group: agent-pool-general, host: "%s"}
          - {id: general-2, group: agent-pool-general, host: "%s"}
        """.formatted(
                agent("agent-premium").host(),
                agent("agent-code").host(),
                agent("general-1").host(),
                agent("general-2").host()));
  }

  private void open(String document) {
    PoolOptions options = PoolOptions.DEFAULTS.nanoTime(nanos::get);
    pools = AgentPools.fromYaml(new StringReader(document), options);
    client = AgentPoolInterceptor.install(new OkHttpClient.Builder(), pools).build();
  }

  @AfterEach
  void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
    pools.close();
    agents.values().forEach(ScriptedAgent::close);
  }

  private Response call(String... headers) throws IOException {
    Request.Builder request = new Request.Builder().url("http://" + pools.name() + "/v1/chat");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.newCall(request.build()).execute();
  }

  /** The body of an agent's answer is its id. */
  private String answerer(String... headers) throws IOException {
    try (Response response = call(headers)) {
      assertEquals(200, response.code());
      return response.body().string();
    }
  }

  private static String poolOf(String tier) {
    return tier.equals("vip") ? "vip-" : tier.equals("standard") ? "std-" : "free-";
  }

  @Test
  void tenThousandMixedCallsLandWhereTheRulesSay() throws IOException {
    openTenants();
    List<String> tiers = List.of("vip", "standard", "free", "gold", "VIP", "");
    Random random = new Random(SEED);
    Map<String, Integer> landed = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      nanos.addAndGet(BETWEEN_CALLS.toNanos());
      String tier = tiers.get(random.nextInt(tiers.size()));
      String agent = tier.isEmpty() ? answerer() : answerer("X-User-Tier", tier);
      assertTrue(agent.startsWith(poolOf(tier)), () -> tier + " at " + agent + ", seed " + SEED);
      landed.merge(agent, 1, Integer::sum);
    }
    agents.forEach((id, agent) -> assertEquals(landed.get(id), agent.requestCount(), id));
    int least = Math.min(landed.get("std-1"), Math.min(landed.get("std-2"), landed.get("std-3")));
    assertTrue(landed.get("std-1") + landed.get("std-2") + landed.get("std-3") - 3 * least <= 2);
    assertEquals(landed.get("vip-1"), landed.get("vip-2"), 1.0);
    assertEquals(10_000, pools.status().stream().mapToLong(PoolStatus::requests).sum());
    pools.pools().forEach(pool -> assertEquals(new QuotaStatus(0, 0), pool.quotaStatus()));
  }

  @Test
  void theFreeTiersBurstGets429AndTheVipsLoseNothing() throws Exception {
    openTenants();
    AtomicInteger admitted = new AtomicInteger();
    Set<String> vips = ConcurrentHashMap.newKeySet();
    List<CompletableFuture<Void>> tenants = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tenants.add(CompletableFuture.runAsync(() -> unchecked(() -> freeCalls(50, admitted))));
      tenants.add(CompletableFuture.runAsync(() -> unchecked(() -> {
        for (int call = 0; call < 50; call++) {
          vips.add(answerer("X-User-Tier", "vip"));
        }
      })));
    }
    tenants.forEach(CompletableFuture::join);
    assertEquals(50, admitted.get(), "a second's worth");
    assertEquals(50, agents.get("free-1").requestCount());
    assertEquals(Set.of("vip-1", "vip-2"), vips);
    assertEquals(new QuotaStatus(150, 0), pools.pool("pool-free").quotaStatus());
    assertEquals(new QuotaStatus(0, 0), pools.pool("pool-vip").quotaStatus());
    assertEquals(1.0, pools.pool("pool-vip").status().successRate());
  }

  private void freeCalls(int calls, AtomicInteger admitted) throws IOException {
    for (int call = 0; call < calls; call++) {
      try (Response response = call("X-User-Tier", "free")) {
        if (response.code() == 200) {
          admitted.incrementAndGet();
          continue;
        }
        assertEquals(429, response.code());
        assertEquals("1", response.header("Retry-After"));
        assertEquals("over_quota", response.header("X-OpenClaw-Fallback"));
        assertNull(response.header("X-OpenClaw-Agent"));
        assertEquals("application/json; charset=utf-8", response.header("Content-Type"));
        assertEquals(
            "{\"error\": \"over the quota of pool-free\", \"code\": \"OVER_QUOTA\","
                + " \"pool\": \"pool-free\"}",
            response.body().string());
      }
    }
  }

  private interface Calls {
    void make() throws IOException;
  }

  private static void unchecked(Calls calls) {
    try {
      calls.make();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vip, chat, agent-premium",
    "free, code_generation, agent-code",
    "vip, code_generation, agent-premium",
    "free, chat, general-",
  })
  void theFirstRuleThatFitsDecides(String tier, String type, String expected) throws IOException {
    openRules();
    for (int i = 0; i < 10; i++) {
      String agent = answerer("X-User-Tier", tier, "X-Request-Type", type);
      assertTrue(agent.startsWith(expected), agent);
    }
    int general = agent("general-1").requestCount() + agent("general-2").requestCount();
    assertEquals(expected.equals("general-") ? 10 : 0, general);
  }

  @Test
  void withTheTargetDeadTheDefaultTakesItsCallsAndNoneFails() throws IOException {
    openRules();
    assertEquals("agent-premium", answerer("X-User-Tier", "vip"));
    agent("agent-premium").kill();
    for (int i = 0; i < 20; i++) {
      String agent = answerer("X-User-Tier", "vip");
      assertTrue(agent.startsWith("general-"), agent);
    }
    assertEquals("agent-code", answerer("X-Request-Type", "code_generation"));
  }
}
