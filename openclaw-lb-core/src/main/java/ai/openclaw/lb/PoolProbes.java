package ai.openclaw.lb;

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
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A pool's health checks by one configuration, or none where that asks for none. Thread-safe. */
final class PoolProbes implements AutoCloseable {
  static final PoolProbes NONE = new PoolProbes(HealthCheckConfig.DISABLED, null, null, null);

  private final HealthCheckConfig config;
  private final @Nullable Prober prober;

  /** Asks the configured endpoint; null where nobody does, or the embedding code's own probe. */
  private final @Nullable ReplaceableProbe endpoint;

  private final @Nullable HealthLog log;

  private PoolProbes(
      HealthCheckConfig config,
      @Nullable Prober prober,
      @Nullable ReplaceableProbe endpoint,
      @Nullable HealthLog log) {
    this.config = config;
    this.prober = prober;
    this.endpoint = endpoint;
    this.log = log;
  }

  /**
   * Makes the checks of a pool, without agents yet; what they find is weighed by {@code evidence}.
   *
   * @param source what asks the endpoint; null for the JDK's client
   * @throws RuntimeException if the source does; nothing is left then
   */
  static PoolProbes start(
      PoolConfig pool,
      @Nullable Function<HealthCheckConfig, HealthProbe> source,
      PoolOptions options,
      ScheduledExecutorService scheduler,
      PoolEvidence evidence,
      EventQueue events) {
    HealthCheckConfig config = pool.healthCheck();
    if (!config.enabled()) {
      return NONE;
    }
    HealthProbe given = options.healthProbe();
    HealthProbe asking = source == null || given != null ? null : made(source, config);
    ReplaceableProbe endpoint = endpoint(config);
    if (asking != null) {
      endpoint.replaceBy(asking);
    }
    HealthProbe probe =
        given == null ? withScript(endpoint, config) : target -> given.probe(target);
    HealthLog log = HealthLog.of(config.options().logFile(), pool.name());
    ProbeListener listener = check -> {
      log.log(check);
      evidence.checked(check);
      events.add(hearer -> hearer.agentChecked(pool.name(), check));
      events.flush();
    };
    Prober prober = new Prober(
        probe, ProbeSchedule.of(config), listener, scheduler, options.nanoTime(), options.random());
    return new PoolProbes(config, prober, given == null ? endpoint : null, log);
  }

  private static HealthProbe made(
      Function<HealthCheckConfig, HealthProbe> source, HealthCheckConfig config) {
    return Objects.requireNonNull(source.apply(config), "no probe");
  }

  private static ReplaceableProbe endpoint(HealthCheckConfig config) {
    return new ReplaceableProbe(
        HealthProbe.of(config.withOptions(config.options().withAgentHealthScript(null))));
  }

  private static HealthProbe withScript(HealthProbe endpoint, HealthCheckConfig config) {
    String script = config.options().agentHealthScript();
    return script == null ? endpoint : HealthProbe.all(List.of(endpoint, new ScriptProbe(script)));
  }

  /**
   * Makes another probe; what is returned has it ask the endpoint, where that is asked at all.
   *
   * @throws RuntimeException if the source does
   */
  Runnable replacingBy(Function<HealthCheckConfig, HealthProbe> source) {
    if (endpoint == null) {
      return () -> {};
    }
    HealthProbe made = made(source, config);
    return () -> endpoint.replaceBy(made);
  }

  /** Whether these are the checks that such a configuration asks for. */
  boolean goBy(HealthCheckConfig checks) {
    return checks.enabled() ? checks.equals(config) : this == NONE;
  }

  /** Whether agents are checked at all. */
  boolean areMade() {
    return prober != null;
  }

  void add(PooledAgent agent) {
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
