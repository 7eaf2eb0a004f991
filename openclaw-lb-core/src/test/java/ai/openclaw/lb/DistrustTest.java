package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.picks;
import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.ProbeOptions;
import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.health.ProbeResult;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Health checks that never passed, while calls go well. */
class DistrustTest {
  private final PoolFixture fixture = new PoolFixture();
  private final Set<String> passing = new HashSet<>();

  private AgentPool pool(boolean distrust) {
    PoolOptions options = fixture
        .options()
        .healthProbe(target -> CompletableFuture.completedFuture(
            passing.contains(target.agentId())
                ? ProbeResult.passed(200)
                : ProbeResult.failed("status 404")));
    return fixture
        .builder("a", "b")
        .options(options)
        .resilience(ResilienceConfig.DEFAULT)
        .healthCheck(
            HealthCheckConfig.DEFAULT.withOptions(ProbeOptions.DEFAULT.withDistrust(distrust)))
        .build();
  }

  private void traffic(AgentPool pool, int seconds, Outcome outcome) throws Exception {
    for (int i = 0; i < seconds; i++) {
      for (int call = 0; call < 2; call++) {
        pool.acquire(RequestContext.EMPTY).complete(outcome);
      }
      fixture.scheduler.advance(Duration.ofSeconds(1));
    }
  }

  private static long healthy(AgentPool pool) {
    return pool.status().agents().stream()
        .filter(agent -> agent.state() == AgentState.HEALTHY)
        .count();
  }

  @Test
  void aWrongUrlDoesNotEmptyThePool() throws Exception {
    try (AgentPool pool = pool(true)) {
      traffic(pool, 120, Outcome.status(200));
      assertEquals(2, healthy(pool));
      fixture.scheduler.advance(Duration.ofHours(1)); // a quiet night
      assertEquals(2, picks(pool, 2).size());
    }
  }

  @Test
  void withoutDistrustItDoes() {
    try (AgentPool pool = pool(false)) {
      NoAgentAvailableException none = assertThrows(
          NoAgentAvailableException.class, () -> traffic(pool, 120, Outcome.status(200)));
      assertEquals(NoAgentAvailableException.Reason.NONE_HEALTHY, none.reason());
    }
  }

  @Test
  void callsThatFindNothingDoNotFlowWell() throws Exception {
    try (AgentPool pool = pool(true)) {
      Outcome notFound = Outcome.status(404);
      for (int i = 0; i < 120 && healthy(pool) == 2; i++) {
        traffic(pool, 1, notFound);
      }
      assertTrue(healthy(pool) < 2, pool.status().toString());
    }
  }

  @Test
  void aVerdictThatWasNotBelievedIsBelievedOnceAnyCheckPasses() throws Exception {
    try (AgentPool pool = pool(true)) {
      traffic(pool, 60, Outcome.status(200));
      assertEquals(2, healthy(pool));
      passing.add("b");
      traffic(pool, 60, Outcome.status(200));
      assertEquals(AgentState.UNHEALTHY, status(pool, "a").state());
      assertEquals(AgentState.HEALTHY, status(pool, "b").state());
      assertEquals(1, fixture.recorder.events.size(), fixture.recorder.events.toString());
    }
  }
}
