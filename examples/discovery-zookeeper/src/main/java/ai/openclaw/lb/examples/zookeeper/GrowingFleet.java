package ai.openclaw.lb.examples.zookeeper;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A fleet that grows and shrinks while calls run: whoever registers gets calls, and one that is killed is
 * failed over until its session ends. Exits with 0 when every call got an answer, with 1 otherwise.
 */
public final class GrowingFleet {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private GrowingFleet() {}

  /** Runs the demonstration; it takes no arguments and ends by itself. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Fleet fleet = new Fleet("agent-1", "agent-2")) {
      out.println("Two agents register themselves in ZooKeeper.");
      callUntil(fleet, () -> fleet.pool().equals(Set.of("agent-1", "agent-2")));
      out.println("A third one is started; nobody tells the caller.");
      fleet.start("agent-3");
      callUntil(fleet, () -> fleet.answers().containsKey("agent-3"));
      out.println("agent-1 is killed by SIGKILL.");
      fleet.kill("agent-1");
      callUntil(fleet, () -> !fleet.pool().contains("agent-1"));
      out.println("Its session has ended; in the pool: " + fleet.pool());
      out.println("Calls: " + fleet.answers() + ", " + fleet.failed() + " failed");
      if (fleet.failed() > 0) {
        System.exit(1);
      }
    }
  }

  private static void callUntil(Fleet fleet, BooleanSupplier done) {
    long begin = System.nanoTime();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IllegalStateException("in the pool: " + fleet.pool() + ", " + fleet.problem());
      }
      if (!fleet.pool().isEmpty()) {
        fleet.call();
      }
    }
  }
}
