package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.RequestContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One whole attempt without HTTP: pick, admission, both latencies, outcome and release. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AcquireBenchmark {
  /** The algorithm under test. */
  @Param({
    "round_robin",
    "weighted_round_robin",
    "least_connections",
    "power_of_two_choices",
    "adaptive",
    "consistent_hash"
  })
  public String algorithm = "round_robin";

  /** How many agents the pool has. */
  @Param({"3", "16", "128", "1024"})
  public int agents = 3;

  private final RequestContext context =
      RequestContext.builder().sessionKey("session-1").build();
  private AgentPool pool = newPool();

  /** Builds the pool of this trial. */
  @Setup
  public void open() {
    pool.close();
    pool = newPool();
  }

  /** Closes it. */
  @TearDown
  public void close() {
    pool.close();
  }

  /** The whole attempt. */
  @Benchmark
  public Lease acquireAndComplete() throws NoAgentAvailableException {
    Lease lease = pool.acquire(context);
    lease.complete(Outcome.status(200));
    return lease;
  }

  private AgentPool newPool() {
    AgentPool.Builder builder = AgentPool.builder("agents").algorithm(algorithm);
    for (int i = 0; i < agents; i++) {
      builder.agent("agent-" + i, "127.0.0.1:" + (5000 + i));
    }
    return builder.build();
  }

  /** The least that the accounting of an attempt costs: two clock readings, in flight up and down. */
  @State(Scope.Benchmark)
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Floor {
    private final AtomicInteger[] inFlight = {
      new AtomicInteger(), new AtomicInteger(), new AtomicInteger()
    };
    private final AtomicInteger turn = new AtomicInteger();

    /** A round robin by hand, with that accounting. */
    @Benchmark
    public long accounting() {
      AtomicInteger agent = inFlight[Integer.remainderUnsigned(turn.getAndIncrement(), 3)];
      agent.getAndIncrement();
      long begin = System.nanoTime();
      long elapsed = System.nanoTime() - begin;
      agent.getAndDecrement();
      return elapsed;
    }
  }
}
