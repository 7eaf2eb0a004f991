package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.picks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import ai.openclaw.lb.config.QuotaConfig;
import ai.openclaw.lb.quota.Quota;
import ai.openclaw.lb.quota.QuotaRequest;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolQuotaTest {
  private final PoolFixture fixture = new PoolFixture();

  private AgentPool pool(double maxQps) {
    return fixture.builder("a", "b").quota(QuotaConfig.of(maxQps)).build();
  }

  private static NoAgentAvailableException refused(AgentPool pool) {
    NoAgentAvailableException refusal =
        assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
    assertEquals(Reason.OVER_QUOTA, refusal.reason());
    return refusal;
  }

  @Test
  void callsOverTheQuotaAreRefusedWithTheTimeToComeBack() throws Exception {
    try (AgentPool pool = pool(2)) {
      assertEquals(List.of("a", "b"), picks(pool, 2));
      NoAgentAvailableException refusal = refused(pool);
      assertEquals(Duration.ofMillis(500), refusal.retryAfter());
      assertEquals(Map.of("a", AgentState.HEALTHY, "b", AgentState.HEALTHY), refusal.states());
      assertTrue(refusal.getMessage().startsWith("pool agents: over max_qps: "), "" + refusal);
      fixture.ticker.advance(Duration.ofMillis(500));
      assertEquals(List.of("a"), picks(pool, 1));
    }
  }

  @Test
  void refusedCallsAreCountedApart() throws Exception {
    try (AgentPool pool = pool(1)) {
      picks(pool, 1);
      refused(pool);
      refused(pool);
      assertEquals(new QuotaStatus(2, 0), pool.quotaStatus());
      assertEquals(1, pool.status().requests());
      assertEquals(1.0, pool.status().successRate());
    }
  }

  @Test
  void aCallTakesItsPartOnceWhateverItsAttempts() throws Exception {
    try (AgentPool pool = pool(2)) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Lease first = call.acquire();
      assertTrue(call.failed(first, Outcome.notSent(new IOException("refused"))).retry());
      call.acquire().complete(Outcome.status(200));
      picks(pool, 1);
      refused(pool);
    }
  }

  @Test
  void aCallThatWaitsForAnAgentTakesItsPartOnce() throws Exception {
    try (AgentPool pool = pool(2)) {
      pool.drain("a");
      pool.drain("b");
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      for (int i = 0; i < 5; i++) {
        NoAgentAvailableException none =
            assertThrows(NoAgentAvailableException.class, call::acquire);
        assertEquals(Reason.NONE_HEALTHY, none.reason());
      }
      assertEquals(0, pool.quotaStatus().refused());
    }
  }

  @Test
  void aCallOverTheQuotaDoesNotWait() throws Exception {
    try (AgentPool pool = pool(1000)) {
      picks(pool, 1000);
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      NoAgentAvailableException refusal =
          assertThrows(NoAgentAvailableException.class, call::acquire);
      assertEquals(Duration.ofMillis(1), refusal.retryAfter());
      Decision decision = call.unavailable(refusal);
      assertFalse(decision.retry());
      assertTrue(decision.exhausted());
      assertEquals(0, call.attempts());
      fixture.ticker.advance(Duration.ofMillis(1));
      call.acquire().complete(Outcome.status(200));
    }
  }

  @Test
  void poolsShareNothing() throws Exception {
    String yaml = "max_qps: 2\npools:\n"
        + "  - {name: p, instances: [\"a:1\"]}\n  - {name: q, instances: [\"a:1\"]}\n"
        + "  - {name: r, instances: [\"a:1\"], max_qps: 7, max_qps_burst: 3}\n"
        + "routing: [{default: p}]\n";
    try (AgentPools pools = AgentPools.fromYaml(new StringReader(yaml), fixture.options())) {
      for (String name : List.of("p", "q")) {
        picks(pools.pool(name), 2);
        refused(pools.pool(name));
      }
      picks(pools.pool("r"), 3);
      refused(pools.pool("r"));
    }
  }

  @Test
  void aClosedPoolIsClosedAndNotOverItsQuota() throws Exception {
    AgentPool pool = pool(1);
    picks(pool, 1);
    pool.close();
    NoAgentAvailableException refusal =
        assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
    assertEquals(Reason.CLOSED, refusal.reason());
    assertNull(refusal.retryAfter());
  }

  @Test
  void theProgramsQuotasAreAskedForByNamesAndClosedWithThePool() throws Exception {
    List<QuotaRequest> requests = new ArrayList<>();
    AtomicInteger closed = new AtomicInteger();
    Quota none = new Quota() {
      @Override
      public long tryTake() {
        return 7;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
    PoolOptions options = fixture.options().quotas(request -> {
      requests.add(request);
      return none;
    });
    QuotaConfig limit = QuotaConfig.of(2.5);
    AgentPool pool = fixture.builder("a").options(options).quota(limit).build();
    assertEquals(Duration.ofNanos(7), refused(pool).retryAfter());
    pool.close();
    assertEquals(1, closed.get());
    QuotaRequest expected =
        new QuotaRequest("openclaw-lb", "agents", 2.5, 3, requests.get(0).nanoTime());
    assertEquals(List.of(expected), requests);
    fixture.builder("a").options(options).build().close();
    assertEquals(1, requests.size(), "a pool without a limit asks for no quota");
  }

  @Test
  void aBrokenQuotaOfTheProgramKeepsNobodyOut() throws Exception {
    PoolOptions options = fixture.options().quotas(request -> () -> {
      throw new IllegalStateException("broken");
    });
    QuotaConfig limit = QuotaConfig.of(1);
    try (AgentPool pool = fixture.builder("a").options(options).quota(limit).build()) {
      assertEquals(List.of("a", "a", "a"), picks(pool, 3));
      assertEquals(0, pool.quotaStatus().refused());
    }
  }
}
