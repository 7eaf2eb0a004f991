package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.PoolOptions;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.MembershipConfig;
import ai.openclaw.lb.config.SubsetConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Fleets of callers, each a real pool with its subset of the agents: how even the calls of all are on the
 * agents, and how much an agent that leaves moves. Prints the table of docs/operations.md, and exits with
 * 1 where numbered callers break the bounds of the first row.
 */
public final class SubsetTable {
  private static final int CALLS_OF_A_CALLER = 200;
  private static final double EVEN = 1.15;
  private static final double MOVED = 1.5;
  private static final long SEED = 1;

  private final EventLoop loop = new EventLoop();
  private final int agents;
  private final int size;

  private SubsetTable(int agents, int size) {
    this.agents = agents;
    this.size = size;
  }

  /** Runs all fleets; takes no arguments. */
  public static void main(String[] arguments) throws NoAgentAvailableException {
    SplittableRandom random = new SplittableRandom(SEED);
    IntFunction<String> numbered = caller -> "web-" + caller;
    IntFunction<String> hashed = caller -> "web-" + Long.toHexString(random.nextLong()) + "x";
    boolean kept = new SubsetTable(50, 10).row("numbered", 200, numbered);
    new SubsetTable(50, 10).row("other ids", 200, hashed);
    new SubsetTable(1_000, 20).row("numbered", 1_000, numbered);
    new SubsetTable(1_000, 20).row("other ids", 1_000, hashed);
    if (!kept) {
      System.exit(1);
    }
  }

  private boolean row(String what, int callers, IntFunction<String> callerId)
      throws NoAgentAvailableException {
    List<String> ids = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      ids.add(callerId.apply(caller));
    }
    List<Set<String>> before = new ArrayList<>();
    Map<String, Long> calls = new HashMap<>();
    for (String id : ids) {
      before.add(call(id, fleet(-1), calls));
    }
    double even = busiestToMean(calls.values(), agents);
    List<AgentConfig> fewer = fleet(agents / 2);
    double moved = 0;
    for (int caller = 0; caller < callers; caller++) {
      Set<String> after = call(ids.get(caller), fewer, new HashMap<>());
      after.removeAll(before.get(caller));
      moved += after.size();
    }
    double ofItsOwn = moved * agents / ((double) callers * size);
    System.out.println(String.format(
        Locale.ROOT,
        "%,5d callers x %,5d agents, size %d, %-9s: busiest / mean %.3f; a leaving agent moves %.2f of what an agent has",
        callers,
        agents,
        size,
        what,
        even,
        ofItsOwn));
    return even <= EVEN && ofItsOwn <= MOVED;
  }

  /** All agents but one. */
  private List<AgentConfig> fleet(int missing) {
    List<AgentConfig> fleet = new ArrayList<>();
    for (int agent = 0; agent < agents; agent++) {
      if (agent != missing) {
        fleet.add(AgentConfig.of("agent-" + agent, "agent-" + agent + ":5000"));
      }
    }
    return fleet;
  }

  /** A caller's calls, added to those of the others; returns the agents that it used. */
  private Set<String> call(String callerId, List<AgentConfig> fleet, Map<String, Long> calls)
      throws NoAgentAvailableException {
    AgentPool.Builder caller = AgentPool.builder("agents")
        .membership(MembershipConfig.DEFAULT.withSubset(SubsetConfig.of(size, callerId)))
        .options(options());
    fleet.forEach(caller::agent);
    try (AgentPool pool = caller.build()) {
      for (int i = 0; i < CALLS_OF_A_CALLER; i++) {
        try (Lease lease = pool.acquire(RequestContext.EMPTY)) {
          lease.complete(Outcome.status(200));
        }
      }
      Set<String> used = new HashSet<>();
      for (AgentStatus agent : pool.status().agents()) {
        calls.merge(agent.id(), agent.requests(), Long::sum);
        used.add(agent.id());
      }
      return used;
    }
  }

  private PoolOptions options() {
    return PoolOptions.DEFAULTS
        .nanoTime(loop)
        .scheduler(new LoopScheduler(loop))
        .listenerExecutor(Runnable::run);
  }

  private static double busiestToMean(Collection<Long> loads, int agents) {
    long total = loads.stream().mapToLong(Long::longValue).sum();
    long most = loads.stream().mapToLong(Long::longValue).max().orElse(0);
    return most * (double) agents / total;
  }
}
