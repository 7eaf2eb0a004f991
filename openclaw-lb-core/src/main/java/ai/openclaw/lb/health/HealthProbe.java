package ai.openclaw.lb.health;

import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.ProbeOptions;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One way to ask a target whether it is well. Implementations, a caller's own among them, are
 * asynchronous: {@link #probe} is called on a scheduler's only thread and must not block it.
 *
 * <p>A {@link Prober} gives a probe its deadline: when it passes, the prober counts a failure,
 * ignores what comes later, and cancels the stage's {@code CompletableFuture}; a probe that holds a
 * connection or a process lets go of it then. A probe that throws, or returns or completes with
 * null, has failed.
 */
@FunctionalInterface
public interface HealthProbe extends AutoCloseable {
  /** Begins one probe of the target. */
  CompletionStage<ProbeResult> probe(ProbeTarget target);

  /**
   * Lets go of what probing holds (clients, threads). The prober that uses this probe calls it when
   * it closes itself; probes begun later may fail. Twice is fine. Does nothing by default.
   */
  @Override
  default void close() {}

  /**
   * A probe that passes when all of these pass. They run at the same time; the first to fail
   * decides, and the others are cancelled.
   */
  static HealthProbe all(List<? extends HealthProbe> probes) {
    return probes.size() == 1 ? probes.get(0) : new AllProbes(probes);
  }

  /**
   * What this section of a document asks for: an HTTP probe of its endpoint with its headers, and
   * its script where it has one. Whether to probe at all, and whether scripts may run, is for the caller to see to.
   */
  static HealthProbe of(HealthCheckConfig config) {
    ProbeOptions options = config.options();
    HealthProbe http = new HttpProbe(config.endpoint(), config.expected(), options.headers());
    String script = options.agentHealthScript();
    return script == null ? http : all(List.of(http, new ScriptProbe(script)));
  }
}
