package ai.openclaw.lb.benchmarks.peers;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a choice costs in other balancers. What an operation includes is said in each library's class:
 * compare bare choices with {@code PickBenchmark}, those with accounting with {@code
 * AcquireBenchmark}, of the same run, the same number of agents and equal weights.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class PeerBenchmark {
  /** One balancer for all threads. */
  @State(Scope.Benchmark)
  public static class Balancer {
    /** The library and its policy. */
    @Param({
      "grpc.round_robin",
      "grpc.weighted_round_robin",
      "grpc.least_request",
      "grpc.ring_hash",
      "armeria.round_robin",
      "armeria.weighted_round_robin",
      "armeria.sticky",
      "vertx.round_robin",
      "vertx.least_requests",
      "vertx.p2c",
      "vertx.p2c_full",
      "vertx.consistent_hashing",
      "servicetalk.round_robin",
      "servicetalk.p2c",
      "finagle.round_robin",
      "finagle.p2c",
      "finagle.p2c_peak_ewma",
      "finagle.heap",
      "spring.round_robin",
      "ribbon.round_robin",
      "ribbon.best_available",
      "dubbo.round_robin",
      "dubbo.least_active",
      "dubbo.consistent_hash"
    })
    public String peer;

    /** How many endpoints it has. */
    @Param({"3", "16", "128"})
    public int agents;

    private Peer chosen;

    /** Builds it, anew for each iteration: some fail after 2^31 choices. */
    @Setup(Level.Iteration)
    public void build() {
      boolean wears = peer.equals("vertx.round_robin");
      if (chosen == null || wears) {
        chosen = Peers.of(peer, agents);
      }
    }
  }

  /** Keys of 4,096 sessions, and each thread's place among them. */
  @State(Scope.Thread)
  public static class Keys {
    private final long[] keys = new long[4096];
    private int next;

    /** Draws them. */
    @Setup
    public void draw() {
      RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(1);
      for (int i = 0; i < keys.length; i++) {
        keys[i] = random.nextLong();
      }
    }

    long next() {
      return keys[next++ & keys.length - 1];
    }
  }

  /** One choice, and the request's begin and end where the policy accounts for that. */
  @Benchmark
  public Object choose(Balancer balancer, Keys keys) {
    return balancer.chosen.choose(keys.next());
  }
}
