package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.health.HealthLog;
import ai.openclaw.lb.health.HealthProbe;
import ai.openclaw.lb.health.ProbeListener;
import ai.openclaw.lb.health.ProbeSchedule;
import ai.openclaw.lb.health.ProbeTarget;
import ai.openclaw.lb.health.Prober;
import ai.openclaw.lb.health.ReplaceableProbe;
import ai.openclaw.lb.health.ScriptProbe;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A pool's health checks, or none where the configuration asks for none. */
final class PoolProbes implements AutoCloseable {
  private final @Nullable Prober prober;

  /** Asks the configured endpoint; null where nobody does, or the embedding code's own probe. */
  private final @Nullable ReplaceableProbe endpoint;

  private final @Nullable HealthLog log;

  private PoolProbes(
      @Nullable Prober prober, @Nullable ReplaceableProbe endpoint, @Nullable HealthLog log) {
    this.prober = prober;
    this.endpoint = endpoint;
    this.log = log;
  }

  /** Begins to check every agent of a pool; what the checks find is weighed by {@code evidence}. */
  static PoolProbes start(
      PoolConfig config,
      PoolOptions options,
      ScheduledExecutorService scheduler,
      PoolEvidence evidence,
      EventQueue events) {
    if (!config.healthCheck().enabled()) {
      return new PoolProbes(null, null, null);
    }
    ReplaceableProbe endpoint = endpoint(config.healthCheck());
    HealthProbe given = options.healthProbe();
    HealthProbe probe =
        given == null ? withScript(endpoint, config.healthCheck()) : target -> given.probe(target);
    HealthLog log = HealthLog.of(config.healthCheck().options().logFile(), config.name());
    ProbeListener listener = check -> {
      log.log(check);
      evidence.checked(check);
      events.add(hearer -> hearer.agentChecked(config.name(), check));
      events.flush();
    };
    Prober prober = new Prober(
        probe,
        ProbeSchedule.of(config.healthCheck()),
        listener,
        scheduler,
        options.nanoTime(),
        options.random());
    PoolProbes probes = new PoolProbes(prober, given == null ? endpoint : null, log);
    config.instances().forEach(probes::add);
    return probes;
  }

  private static ReplaceableProbe endpoint(HealthCheckConfig config) {
    return new ReplaceableProbe(
        HealthProbe.of(config.withOptions(config.options().withAgentHealthScript(null))));
  }

  private static HealthProbe withScript(HealthProbe endpoint, HealthCheckConfig config) {
    String script = config.options().agentHealthScript();
    return script == null ? endpoint : HealthProbe.all(List.of(endpoint, new ScriptProbe(script)));
  }

  /** Asks the endpoint by another probe from now on, where it is asked at all. */
  void replaceBy(HealthProbe probe) {
    if (endpoint != null) {
      endpoint.replaceBy(probe);
    }
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
    if (log != null) {
      log.close();
    }
  }
}
