package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.Selector;
import ai.openclaw.lb.strategy.Strategy;
import java.io.StringReader;
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

/**
 * How many picks a second an algorithm of the throughput table sustains: the balancer must never be
 * what limits the table's rates. {@code smart_routing} finds the rule that a request fits, and then
 * picks by least connections; the others pick.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PickRateBenchmark {
  private static final int AGENTS = 6;
  private static final String SMART_ROUTING = "smart_routing";
  private static final String DOCUMENT = """
      pools:
        - {name: heavy, instances: ["a:1"]}
        - {name: light, instances: ["b:1", "c:1"]}
      routing:
        - {match: {kind: heavy}, pool: heavy}
        - default: light
      """;

  /** A row of the table. */
  @Param({"round_robin", "weighted_round_robin", "least_connections", SMART_ROUTING})
  public String algorithm = "round_robin";

  private final AgentPools pools = AgentPools.fromYaml(new StringReader(DOCUMENT));
  private final RequestContext context =
      RequestContext.builder().attribute("kind", "heavy").build();
  private Selector selector = (key, excluded) -> Selector.NONE;
  private boolean routed;

  /** Builds the selector. */
  @Setup
  public void build() {
    routed = algorithm.equals(SMART_ROUTING);
    Strategy strategy = BenchmarkAgents.strategy(routed ? "least_connections" : algorithm);
    selector = strategy.selector(BenchmarkAgents.candidates(strategy, AGENTS, true));
  }

  /** Closes the pools. */
  @TearDown
  public void close() {
    pools.close();
  }

  /** A rule, where the algorithm has any, and a pick. */
  @Benchmark
  public int pick() {
    long key = routed ? pools.route(context).name().length() : 0;
    return selector.pick(key, Exclusions.NONE);
  }
}
