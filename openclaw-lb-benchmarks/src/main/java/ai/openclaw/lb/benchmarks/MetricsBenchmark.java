package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.metrics.AgentPoolMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What metrics add to an attempt: the difference of the two runs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MetricsBenchmark {
  /** Whether the pool's meters are bound to a Prometheus registry. */
  @Param({"false", "true"})
  public boolean bound;

  private final AgentPool pool = AgentPool.builder("agents")
      .agent("agent-1", "127.0.0.1:5001")
      .agent("agent-2", "127.0.0.1:5002")
      .agent("agent-3", "127.0.0.1:5003")
      .build();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AgentPoolMetrics metrics = new AgentPoolMetrics(pool);

  /** Binds the meters, where they are to be. */
  @Setup
  public void bind() {
    if (bound) {
      metrics.bindTo(registry);
    }
  }

  /** Closes all of it. */
  @TearDown
  public void close() {
    metrics.close();
    registry.close();
    pool.close();
  }

  /** An attempt whose answer has headers and a body. */
  @Benchmark
  public Lease attempt() throws NoAgentAvailableException {
    Lease lease = pool.acquire(RequestContext.EMPTY);
    lease.firstByte();
    lease.complete(Outcome.status(200));
    return lease;
  }
}
