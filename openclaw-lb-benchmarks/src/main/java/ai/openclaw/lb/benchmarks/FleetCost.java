package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.AgentConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a large fleet costs: a change of one agent, which is one new snapshot, while picks go on, and
 * the memory of an agent. Prints the figures, and exits with 1 where they break their bounds.
 */
public final class FleetCost {
  private static final String[] ALGORITHMS = {
    "round_robin", "weighted_round_robin", "least_connections", "adaptive", "consistent_hash"
  };
  private static final int WARM_UP = 200;
  private static final int CHANGES = 101;
  private static final int MAX_BYTES_AN_AGENT = 4 * 1024;
  private static final int MEMORY_AGENTS = 10_000;

  private FleetCost() {}

  /** Measures. */
  public static void main(String[] arguments) throws Exception {
    boolean kept = true;
    for (String algorithm : ALGORITHMS) {
      kept &= change(algorithm, 1_000, Duration.ofMillis(1));
      kept &= change(algorithm, 10_000, Duration.ofMillis(20));
      kept &= memory(algorithm);
    }
    if (!kept) {
      System.exit(1);
    }
  }

  private static AgentPool pool(String algorithm, int agents) {
    AgentPool.Builder builder = AgentPool.builder("fleet").algorithm(algorithm);
    for (int i = 0; i < agents; i++) {
      String host = "10." + (i >> 16) + "." + ((i >> 8) & 255) + "." + (i & 255) + ":5000";
      builder.agent(AgentConfig.of("agent-" + i, host));
    }
    return builder.build();
  }

  /** The median of changes, each of which ends in a snapshot, while another thread picks. */
  private static boolean change(String algorithm, int agents, Duration bound) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    LongAdder picks = new LongAdder();
    long median;
    try (AgentPool pool = pool(algorithm, agents)) {
      Thread caller = new Thread(() -> pick(pool, over, picks), "caller");
      caller.start();
      for (int i = 0; i < WARM_UP; i++) {
        pool.setWeight("agent-0", 1 + i % 2, Duration.ZERO);
      }
      long[] nanos = new long[CHANGES];
      for (int i = 0; i < CHANGES; i++) {
        long began = System.nanoTime();
        pool.setWeight("agent-0", 1 + i % 2, Duration.ZERO);
        nanos[i] = System.nanoTime() - began;
      }
      over.set(true);
      caller.join();
      Arrays.sort(nanos);
      median = nanos[CHANGES / 2];
    }
    boolean kept = median <= bound.toNanos() && picks.sum() > 0;
    say(
        "%-22s %6d agents: snapshot %8.3f ms (bound %d ms), %d picks meanwhile%s",
        algorithm, agents, median / 1e6, bound.toMillis(), picks.sum(), kept ? "" : "  BROKEN");
    return kept;
  }

  private static void pick(AgentPool pool, AtomicBoolean over, LongAdder picks) {
    while (!over.get()) {
      try (Lease lease = pool.acquire(RequestContext.EMPTY)) {
        lease.complete(Outcome.status(200));
      } catch (NoAgentAvailableException e) {
        throw new IllegalStateException(e);
      }
      picks.increment();
    }
  }

  /** Of a second pool, so that what is loaded once is not counted. */
  private static boolean memory(String algorithm) {
    AgentPool first = pool(algorithm, MEMORY_AGENTS);
    long before = used();
    AgentPool second = pool(algorithm, MEMORY_AGENTS);
    long bytes = (used() - before) / MEMORY_AGENTS;
    boolean kept = bytes <= MAX_BYTES_AN_AGENT;
    say(
        "%-22s %6d agents: %d bytes each (bound %d)%s",
        algorithm,
        first.status().agents().size(),
        bytes,
        MAX_BYTES_AN_AGENT,
        kept ? "" : "  BROKEN");
    first.close();
    second.close();
    return kept;
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
