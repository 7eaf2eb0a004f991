package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.PoolOptions;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.BalancingConfig;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.FailurePenaltyConfig;
import ai.openclaw.lb.config.OutlierDetectionConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a scenario under one rule. Arrivals and sizes follow from the seed and the scenario
 * alone, so every rule gets the same ones. For one thread.
 */
final class Simulation {
  private final Scenario scenario;
  private final Rule rule;
  private final long seed;
  private final EventLoop loop = new EventLoop();
  private final LoopScheduler scheduler = new LoopScheduler(loop);
  private final List<AgentServer> servers = new ArrayList<>();
  private final List<AgentPool> pools = new ArrayList<>();
  private final Tally tally;
  private final Arrivals arrivals;

  /** A run to be added to {@code tally}. */
  Simulation(Scenario scenario, Rule rule, long seed, Tally tally) {
    this.scenario = scenario;
    this.rule = rule;
    this.seed = seed;
    this.tally = tally;
    this.arrivals = new Arrivals(scenario, seed);
    for (double speed : scenario.speeds()) {
      servers.add(
          new AgentServer(loop, speed, scenario.knee(), scenario.slots(), Integer.MAX_VALUE));
    }
    tally.begin(loop, scenario);
    for (int caller = 0; caller < scenario.traffic().callers(); caller++) {
      pools.add(pool(caller));
    }
  }

  /** Runs it to the end of its last call. */
  void run() {
    scenario.script().accept(this);
    arrive();
    Traffic traffic = scenario.traffic();
    int attempts = 1 + scenario.client().failover().maxRetries();
    loop.runUntil(traffic.endNanos()
        + attempts * (scenario.client().timeoutSeconds() + 10L) * EventLoop.SECOND);
    pools.forEach(AgentPool::close);
    tally.end();
  }

  /** Plans something for a time after counting has begun, in seconds. */
  void at(double seconds, Runnable action) {
    loop.at(scenario.traffic().warmUpNanos() + (long) (seconds * EventLoop.SECOND), action);
  }

  /** Has an agent's ejection after the one time be noted, and its return after the other. */
  void faulty(int agent, double fromSeconds, double toSeconds) {
    at(fromSeconds, () -> tally.faultBegan(id(agent)));
    at(toSeconds, tally::faultEnded);
    troubled(toSeconds);
  }

  /** Has it be noted when calls go well again after this time. */
  void troubled(double toSeconds) {
    at(toSeconds, tally::troubleEnded);
  }

  AgentServer server(int index) {
    return servers.get(index);
  }

  List<AgentServer> servers() {
    return servers;
  }

  /** Every caller's pool. */
  List<AgentPool> pools() {
    return pools;
  }

  EventLoop loop() {
    return loop;
  }

  Scenario scenario() {
    return scenario;
  }

  Tally tally() {
    return tally;
  }

  /** The number of the agent of this id. */
  int index(String id) {
    return Integer.parseInt(id, 1, id.length(), 10);
  }

  static String id(int index) {
    return "a" + index;
  }

  /** The agent as it is configured: with its true weight or 1. */
  AgentConfig config(int index) {
    return AgentConfig.of(id(index), id(index) + ".test:80")
        .withWeight(rule.weighted() ? scenario.speeds().get(index) : 1)
        .withMaxConnections(scenario.client().maxConnections());
  }

  private AgentPool pool(int caller) {
    Draws draws = new Draws(seed, "pool " + caller);
    PoolOptions options = PoolOptions.DEFAULTS
        .nanoTime(loop)
        .random(() -> draws)
        .scheduler(scheduler)
        .listenerExecutor(Runnable::run);
    if (rule.factory() != null) {
      options = options.strategy(rule.algorithm(), rule.factory());
    }
    if (caller == 0) {
      options = options.listener(tally.states());
    }
    AgentPool.Builder builder = AgentPool.builder("simulated")
        .algorithm(rule.algorithm())
        .options(options)
        .failover(rule.health() ? scenario.client().failover() : FailoverConfig.DISABLED);
    if (!rule.health()) {
      builder
          .resilience(
              ResilienceConfig.DEFAULT.withOutlierDetection(OutlierDetectionConfig.DISABLED))
          .balancing(BalancingConfig.DEFAULT.withFailurePenalty(
              new FailurePenaltyConfig(0, FailurePenaltyConfig.DEFAULT.decay())));
    }
    for (int i = 0; i < scenario.speeds().size(); i++) {
      builder.agent(config(i));
    }
    return builder.build();
  }

  private void arrive() {
    long at = arrivals.nextNanos();
    if (at < scenario.traffic().endNanos()) {
      double work = arrivals.work();
      int caller = arrivals.caller();
      int session = arrivals.session();
      RequestContext context = arrivals.context();
      loop.at(at, () -> {
        arrive();
        new SimulatedCall(this, pools.get(caller), context, session, work).begin();
      });
    }
  }
}
