package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.health.HealthProbe;
import ai.openclaw.lb.health.ProbeResult;
import ai.openclaw.lb.health.ProbeTarget;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Health checks by a probe that comes after the pool has begun. */
class CheckHealthByTest {
  private static final Duration THREE_ROUNDS = Duration.ofSeconds(35);

  private final PoolFixture fixture = new PoolFixture();
  private final Given given = new Given("by the client");

  /** Finds each target ill, in its own words. */
  private static final class Given implements HealthProbe {
    private final String words;
    private int asked;
    private int closes;

    Given(String words) {
      this.words = words;
    }

    @Override
    public CompletionStage<ProbeResult> probe(ProbeTarget target) {
      asked++;
      return CompletableFuture.completedFuture(ProbeResult.failed(words));
    }

    @Override
    public void close() {
      closes++;
    }
  }

  @Test
  void agentsAreCheckedByItFromNowOnAndItStaysOpen() {
    try (AgentPool pool =
        fixture.builder("a", "b").healthCheck(HealthCheckConfig.DEFAULT).build()) {
      pool.checkHealthBy(given);
      fixture.scheduler.advance(THREE_ROUNDS);
      assertTrue(status(pool, "a").reason().contains("by the client"), pool.status()::toString);
      assertEquals(AgentState.UNHEALTHY, status(pool, "b").state());
    }
    assertTrue(given.asked >= 6);
    assertEquals(0, given.closes);
  }

  @Test
  void theLatestCounts() {
    Given later = new Given("by the later client");
    try (AgentPool pool =
        fixture.builder("a").healthCheck(HealthCheckConfig.DEFAULT).build()) {
      pool.checkHealthBy(given);
      pool.checkHealthBy(later);
      fixture.scheduler.advance(THREE_ROUNDS);
      assertEquals(0, given.asked);
      assertTrue(later.asked > 0);
    }
  }

  @Test
  void theEmbeddingCodesOwnProbeGoesBeforeIt() {
    Given own = new Given("by the program");
    try (AgentPool pool = fixture
        .builder("a")
        .healthCheck(HealthCheckConfig.DEFAULT)
        .options(fixture.options().healthProbe(own))
        .build()) {
      pool.checkHealthBy(given);
      fixture.scheduler.advance(THREE_ROUNDS);
      assertEquals(0, given.asked);
      assertTrue(own.asked > 0);
    }
  }

  @Test
  void aPoolWithoutHealthChecksDoesNotBeginThem() {
    try (AgentPool pool = fixture.pool("a")) {
      pool.checkHealthBy(given);
      fixture.scheduler.advance(THREE_ROUNDS);
      assertEquals(0, given.asked);
    }
  }

  @Test
  void afterTheEndOfThePoolItIsNotAsked() {
    AgentPool pool = fixture.builder("a").healthCheck(HealthCheckConfig.DEFAULT).build();
    pool.close();
    pool.checkHealthBy(given);
    fixture.scheduler.advance(THREE_ROUNDS);
    assertEquals(0, given.asked);
  }

  @Test
  void nullIsRefused() {
    try (AgentPool pool = fixture.pool("a")) {
      assertThrows(NullPointerException.class, () -> pool.checkHealthBy(null));
    }
  }
}
