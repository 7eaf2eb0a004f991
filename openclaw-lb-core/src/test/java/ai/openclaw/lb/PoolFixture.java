package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.OutlierDetectionConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.config.SlowStartConfig;
import ai.openclaw.lb.health.ProbeResult;
import ai.openclaw.lb.strategy.Strategies;
import ai.openclaw.lb.testing.FakeScheduler;
import ai.openclaw.lb.testing.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** What a pool needs in virtual time, and the few words that tests of pools share. */
final class PoolFixture {
  static final long SEED = 20_261_122L;

  final FakeTicker ticker;
  final FakeScheduler scheduler;
  final Recorder recorder = new Recorder();

  /** What the pool draws from; events are delivered before the change that made them returns. */
  RandomGenerator random = new Random(SEED);

  PoolFixture() {
    this(FakeTicker.beforeWrap());
  }

  PoolFixture(FakeTicker ticker) {
    this.ticker = ticker;
    this.scheduler = new FakeScheduler(ticker);
  }

  PoolOptions options() {
    return PoolOptions.DEFAULTS
        .nanoTime(ticker)
        .scheduler(scheduler)
        .random(() -> random)
        .listenerExecutor(Runnable::run)
        .listener(recorder);
  }

  /**
   * A builder of the pool {@code agents}, of agents without limits, which no call's result takes out
   * and which are back at once.
   */
  AgentPool.Builder builder(String... ids) {
    AgentPool.Builder builder = AgentPool.builder("agents")
        .options(options())
        .resilience(ResilienceConfig.DEFAULT
            .withOutlierDetection(OutlierDetectionConfig.DISABLED)
            .withSlowStart(SlowStartConfig.DISABLED));
    for (String id : ids) {
      builder.agent(agent(id));
    }
    return builder;
  }

  AgentPool pool(String... ids) {
    return builder(ids).build();
  }

  static AgentConfig agent(String id) {
    return AgentConfig.of(id, id + ".internal:5000");
  }

  /** The ids of the agents that take the next calls, each of which is answered with 200. */
  static List<String> picks(AgentPool pool, int calls) throws NoAgentAvailableException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      Lease lease = pool.acquire(RequestContext.EMPTY);
      ids.add(lease.agent().id());
      lease.complete(Outcome.status(200));
    }
    return ids;
  }

  static AgentStatus status(AgentPool pool, String id) {
    return pool.status().agents().stream()
        .filter(agent -> agent.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no agent " + id + " in " + pool.status()));
  }

  /** Every algorithm, for tests of what holds under each. */
  static Set<String> algorithms() {
    return Strategies.builtIn().names();
  }

  /** A pool with every default whose health checks fail for the agents of {@code down}. */
  AgentPool checkedPool(Set<String> down, String... ids) {
    PoolOptions checked = options()
        .healthProbe(target -> CompletableFuture.completedFuture(
            down.contains(target.agentId())
                ? ProbeResult.failed("down")
                : ProbeResult.passed(200)));
    return builder(ids)
        .options(checked)
        .resilience(ResilienceConfig.DEFAULT)
        .healthCheck(HealthCheckConfig.DEFAULT)
        .build();
  }
}
