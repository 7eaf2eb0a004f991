package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.QuotaConfig;
import ai.openclaw.lb.quota.Quota;
import ai.openclaw.lb.quota.QuotaProvider;
import ai.openclaw.lb.quota.QuotaRequest;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a quota costs: alone, and as a part of a whole attempt without HTTP. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QuotaBenchmark {
  /** No machine gets to its end. */
  private static final double NEVER_REACHED = 1e9;

  private final Quota wide = QuotaProvider.LOCAL.quota(
      new QuotaRequest("benchmark", "pool", NEVER_REACHED, 1_000_000_000, System::nanoTime));
  private final Quota empty = emptied();
  private final AgentPool limited = pool(QuotaConfig.of(NEVER_REACHED));
  private final AgentPool unlimited = pool(QuotaConfig.UNLIMITED);

  /** Closes the pools. */
  @TearDown
  public void close() {
    limited.close();
    unlimited.close();
  }

  /** A call that is admitted. */
  @Benchmark
  public long admitted() {
    return wide.tryTake();
  }

  /** A call that is not. */
  @Benchmark
  public long refused() {
    return empty.tryTake();
  }

  /** The whole attempt with a quota. */
  @Benchmark
  public Lease acquireWithQuota() throws NoAgentAvailableException {
    return attempt(limited);
  }

  /** The whole attempt without one. */
  @Benchmark
  public Lease acquireWithout() throws NoAgentAvailableException {
    return attempt(unlimited);
  }

  private static Lease attempt(AgentPool pool) throws NoAgentAvailableException {
    Lease lease = pool.acquire(RequestContext.EMPTY);
    lease.complete(Outcome.status(200));
    return lease;
  }

  private static Quota emptied() {
    Quota quota =
        QuotaProvider.LOCAL.quota(new QuotaRequest("benchmark", "pool", 1e-6, 1, System::nanoTime));
    quota.tryTake();
    return quota;
  }

  private static AgentPool pool(QuotaConfig quota) {
    return AgentPool.builder("agents")
        .agent("agent-0", "127.0.0.1:5000")
        .agent("agent-1", "127.0.0.1:5001")
        .agent("agent-2", "127.0.0.1:5002")
        .quota(quota)
        .build();
  }
}
