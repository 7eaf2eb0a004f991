package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.health.HealthProbe;
import ai.openclaw.lb.health.ProbeResult;
import ai.openclaw.lb.health.ProbeTarget;
import java.io.Reader;
import java.io.StringReader;
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
  void oneThatCanNotBeMadeLeavesTheOneBefore() {
    try (AgentPool pool =
        fixture.builder("a").healthCheck(HealthCheckConfig.DEFAULT).build()) {
      pool.checkHealthBy(given);
      assertThrows(
          IllegalStateException.class, () -> pool.checkHealthWith(CheckHealthByTest::refuse));
      fixture.scheduler.advance(THREE_ROUNDS);
      assertTrue(given.asked > 0);
    }
  }

  @Test
  void aReloadThatNeedsOneThatCanNotBeMadeChangesNothing() {
    String ten = pool("agents", "10s", "a");
    try (AgentPools pools = AgentPools.fromYaml(document(ten), fixture.options())) {
      AgentPool pool = pools.pool("agents");
      pools.checkHealthWith(checks -> checks.interval().toSeconds() == 10 ? given : refuse(checks));
      PoolSettings settings = pool.parts().settings();
      Snapshot snapshot = pool.parts().control().snapshot();
      assertThrows(
          IllegalStateException.class, () -> pools.reload(document(pool("agents", "20s", "b"))));
      assertThrows(
          IllegalStateException.class,
          () -> pools.reload(document(ten, pool("others", "20s", "c"))));
      assertSame(settings, pool.parts().settings());
      assertSame(snapshot, pool.parts().control().snapshot());
      assertEquals(1, pools.pools().size());
      assertEquals(2, pools.reloadStatus().failed());
      fixture.scheduler.advance(THREE_ROUNDS);
      assertTrue(given.asked > 0);
      pools.reload(document(pool("agents", "10s", "b")));
      assertEquals("b:1", pool.status().agents().get(0).id());
    }
    fixture.scheduler.advance(THREE_ROUNDS);
    assertEquals(0, fixture.scheduler.queuedTasks());
  }

  @Test
  void oneThatOnePoolCanNotHaveIsAskedByNone() {
    try (AgentPools pools = AgentPools.fromYaml(
        document(pool("agents", "10s", "a"), pool("others", "20s", "b")), fixture.options())) {
      pools.checkHealthWith(checks -> given);
      Given later = new Given("by the later client");
      assertThrows(
          IllegalStateException.class,
          () -> pools.checkHealthWith(
              checks -> checks.interval().toSeconds() == 10 ? later : refuse(checks)));
      fixture.scheduler.advance(THREE_ROUNDS);
      assertEquals(0, later.asked);
      assertTrue(given.asked > 0);
    }
  }

  private static HealthProbe refuse(HealthCheckConfig checks) {
    throw new IllegalStateException("no probe for " + checks.interval());
  }

  private static Reader document(String... pools) {
    return new StringReader("pools:\n" + String.join("", pools) + "routing: [{default: agents}]\n");
  }

  private static String pool(String name, String interval, String agent) {
    return "- {name: %s, instances: ['%s:1'], health_check: {enabled: true, interval: %s}}\n"
        .formatted(name, agent, interval);
  }

  @Test
  void nullIsRefused() {
    try (AgentPool pool = fixture.pool("a")) {
      assertThrows(NullPointerException.class, () -> pool.checkHealthBy(null));
    }
  }
}
