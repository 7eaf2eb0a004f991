package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.KeyHash;
import ai.openclaw.lb.strategy.Selector;
import ai.openclaw.lb.strategy.Strategy;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a bare pick costs: no admission, no accounting. Compare with {@link PickFloor} in the same
 * run.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class PickBenchmark {
  /** One selector for all threads. */
  @State(Scope.Benchmark)
  public static class Pool {
    @Param({
      "round_robin",
      "weighted_round_robin",
      "least_connections",
      "power_of_two_choices",
      "adaptive",
      "consistent_hash"
    })
    public String algorithm;

    @Param({"3", "16", "128", "1024"})
    public int agents;

    @Param({"equal", "1:2:3"})
    public String weights;

    Selector selector;
    boolean keyed;

    @Setup
    public void build() {
      Strategy strategy = BenchmarkAgents.strategy(algorithm);
      selector =
          strategy.selector(BenchmarkAgents.candidates(strategy, agents, !weights.equals("equal")));
      keyed = selector.keyed();
    }
  }

  /** Keys of 4,096 sessions, hashed beforehand, and each thread's place among them. */
  @State(Scope.Thread)
  public static class Keys {
    private final long[] keys = new long[4096];
    private int next;

    @Setup
    public void hash() {
      for (int i = 0; i < keys.length; i++) {
        keys[i] = KeyHash.of("session-" + i);
      }
    }

    long next() {
      return keys[next++ & keys.length - 1];
    }
  }

  @Benchmark
  public int pick(Pool pool, Keys keys) {
    return pool.selector.pick(pool.keyed ? keys.next() : 0, Exclusions.NONE);
  }
}
