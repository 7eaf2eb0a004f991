package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.strategy.Candidate;
import ai.openclaw.lb.strategy.Selector;
import ai.openclaw.lb.strategy.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Lists of agents are followed at once, and what time does to many of them costs few snapshots. */
class LargeFleetTest {
  private static final int AGENTS = 1_000;
  private static final int STEPS = 10;

  private final PoolFixture fixture = new PoolFixture();
  private final AtomicInteger snapshots = new AtomicInteger();

  private AgentPool pool() {
    return AgentPool.builder("agents")
        .options(fixture.options().strategy("counting", environment -> new Counting()))
        .algorithm("counting")
        .agent(PoolFixture.agent("first"))
        .build();
  }

  private final class Counting implements Strategy {
    @Override
    public Selector selector(List<? extends Candidate> candidates) {
      snapshots.incrementAndGet();
      return (key, excluded) -> candidates.isEmpty() ? Selector.NONE : 0;
    }
  }

  private static List<AgentConfig> fleet(int size) {
    List<AgentConfig> agents = new ArrayList<>();
    agents.add(PoolFixture.agent("first"));
    for (int i = 1; i < size; i++) {
      agents.add(PoolFixture.agent("agent-" + i));
    }
    return agents;
  }

  @Test
  void manyAgentsThatJoinTogetherRiseTogether() {
    try (AgentPool pool = pool()) {
      snapshots.set(0);
      assertEquals(AGENTS - 1, pool.agents(fleet(AGENTS)).joined().size());
      assertEquals(1, snapshots.get());
      fixture.scheduler.advance(Duration.ofMinutes(2));
      assertTrue(snapshots.get() <= 1 + STEPS, snapshots + " snapshots");
      assertEquals(1, PoolFixture.status(pool, "agent-7").effectiveWeight());
      assertEquals(0, fixture.scheduler.queuedTasks());
    }
  }

  @Test
  void agentsThatJoinOneAfterTheOtherShareSnapshotsToo() {
    try (AgentPool pool = pool()) {
      for (int i = 1; i < 300; i++) {
        pool.add(PoolFixture.agent("agent-" + i));
        fixture.scheduler.advance(Duration.ofNanos(10_000));
      }
      snapshots.set(0);
      fixture.scheduler.advance(Duration.ofMinutes(2));
      assertTrue(snapshots.get() <= 6 * STEPS, snapshots + " snapshots");
      assertEquals(1, PoolFixture.status(pool, "agent-299").effectiveWeight());
    }
  }

  @Test
  void aListThatIsTheSameChangesNothing() {
    try (AgentPool pool = pool()) {
      pool.agents(fleet(10));
      assertTrue(pool.agents(fleet(10)).isEmpty());
      assertEquals(9, pool.agents(fleet(1)).gone().size());
      assertEquals(1, pool.status().agents().size());
    }
  }

  @Test
  void aListThatNoDocumentCouldHaveIsRefused() {
    try (AgentPool pool = pool()) {
      Snapshot before = pool.parts().control().snapshot();
      AgentConfig twice = PoolFixture.agent("a");
      assertThrows(IllegalArgumentException.class, () -> pool.agents(List.of()));
      assertThrows(IllegalArgumentException.class, () -> pool.agents(List.of(twice, twice)));
      assertEquals(before, pool.parts().control().snapshot());
    }
  }
}
