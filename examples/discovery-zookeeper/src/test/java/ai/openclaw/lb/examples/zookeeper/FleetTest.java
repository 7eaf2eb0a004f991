package ai.openclaw.lb.examples.zookeeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Against a real ZooKeeper, with agents in real processes. Calls go on all the time. */
class FleetTest {
  /** Far longer than anything takes, and only ever waited for by a test that fails. */
  private static final Duration LONGEST = Duration.ofSeconds(120);

  @Test
  void killedAgentLeavesAndAnOutageOfZooKeeperChangesNothing() throws Exception {
    try (Fleet fleet = new Fleet("agent-1", "agent-2")) {
      until(fleet, "both are there", () -> fleet.pool().equals(Set.of("agent-1", "agent-2")));
      fleet.start("agent-3");
      until(fleet, "the third gets calls", () -> fleet.answers().containsKey("agent-3"));

      fleet.kill("agent-1");
      until(fleet, "its session ends", () -> !fleet.pool().contains("agent-1"));
      assertEquals(Set.of("agent-2", "agent-3"), fleet.pool());
      assertEquals(0, fleet.failed());

      fleet.stopZooKeeper();
      until(fleet, "the loss is seen", () -> fleet.problem().startsWith("ZooKeeper"));
      int before = calls(fleet);
      until(fleet, "a thousand calls", () -> calls(fleet) > before + 1_000);
      assertEquals(Set.of("agent-2", "agent-3"), fleet.pool());
      assertEquals(0, fleet.failed());

      fleet.restartZooKeeper();
      fleet.start("agent-4");
      until(fleet, "the registry is followed", () -> fleet.pool().contains("agent-4"));
      assertEquals(0, fleet.failed());
    }
  }

  private static int calls(Fleet fleet) {
    return fleet.answers().values().stream().mapToInt(Integer::intValue).sum();
  }

  private static void until(Fleet fleet, String fact, BooleanSupplier holds) {
    long start = System.nanoTime();
    while (!holds.getAsBoolean()) {
      assertTrue(
          System.nanoTime() - start < LONGEST.toNanos(),
          () -> fact + ": " + fleet.pool() + ", " + fleet.problem());
      if (!fleet.pool().isEmpty()) {
        fleet.call();
      }
    }
  }
}
