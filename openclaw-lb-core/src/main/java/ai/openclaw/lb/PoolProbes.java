package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.health.HealthProbe;
import ai.openclaw.lb.health.ProbeCheck;
import ai.openclaw.lb.health.ProbeSchedule;
import ai.openclaw.lb.health.ProbeTarget;
import ai.openclaw.lb.health.Prober;
import ai.openclaw.lb.health.Verdict;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A pool's health checks, or none where the configuration asks for none. */
final class PoolProbes implements AutoCloseable {
  private final @Nullable Prober prober;

  private PoolProbes(@Nullable Prober prober) {
    this.prober = prober;
  }

  /** Begins to check every agent of a pool; what the checks find goes to its control plane. */
  static PoolProbes start(
      PoolConfig config,
      PoolOptions options,
      ScheduledExecutorService scheduler,
      PoolControl control) {
    if (!config.healthCheck().enabled()) {
      return new PoolProbes(null);
    }
    HealthProbe given = options.healthProbe();
    HealthProbe probe =
        given == null ? HealthProbe.of(config.healthCheck()) : target -> given.probe(target);
    Prober prober = new Prober(
        probe,
        ProbeSchedule.of(config.healthCheck()),
        check -> judge(check, control),
        scheduler,
        options.nanoTime(),
        options.random());
    PoolProbes probes = new PoolProbes(prober);
    config.instances().forEach(probes::add);
    return probes;
  }

  void add(AgentConfig agent) {
    if (prober != null) {
      prober.add(new ProbeTarget(agent.id(), agent.uri()));
    }
  }

  void remove(String agentId) {
    if (prober != null) {
      prober.remove(agentId);
    }
  }

  /** Stops all checks. Twice is fine. */
  @Override
  public void close() {
    if (prober != null) {
      prober.close();
    }
  }

  private static void judge(ProbeCheck check, PoolControl control) {
    if (check.changed()) {
      control.judge(check.target(), check.verdict() == Verdict.UP, check.reason());
    }
  }
}
