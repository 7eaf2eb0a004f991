package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.RequestContext;
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

/** What rules cost: the choice of a pool, and an attempt in a pool that has as many rules. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoutingBenchmark {
  /** How many routes the document has, and how many rules its pool; the request fits the last. */
  @Param({"10", "1000"})
  public int rules = 10;

  /** What the rules match. */
  @Param({"texts", "pairs", "prefixes"})
  public String form = "texts";

  private RequestContext context = RequestContext.EMPTY;
  private AgentPools pools = newPools();
  private AgentPool ruled = pools.pool("ruled");
  private AgentPool plain = pools.pool("plain");

  /** Builds the pools of this trial. */
  @Setup
  public void open() {
    pools.close();
    pools = newPools();
    ruled = pools.pool("ruled");
    plain = pools.pool("plain");
    int last = rules - 1;
    RequestContext.Builder builder = RequestContext.builder().attribute("region", "eu");
    switch (form) {
      case "texts" -> builder.attribute("tenant", "tenant-" + last);
      case "pairs" ->
        builder.attribute("tenant", "tenant-" + last % 32).attribute("kind", "kind-" + last / 32);
      default -> builder.attribute("model", "model-" + last + "-mini");
    }
    context = builder.build();
  }

  /** Closes them. */
  @TearDown
  public void close() {
    pools.close();
  }

  /** The routes of the document. */
  @Benchmark
  public AgentPool route() {
    return pools.route(context);
  }

  /** An attempt in a pool with rules, as one in {@link #withoutRules} beyond that. */
  @Benchmark
  public Lease withRules() throws NoAgentAvailableException {
    return attempt(ruled);
  }

  /** The same attempt in a pool of the same agents without rules. */
  @Benchmark
  public Lease withoutRules() throws NoAgentAvailableException {
    return attempt(plain);
  }

  private Lease attempt(AgentPool pool) throws NoAgentAvailableException {
    Lease lease = pool.acquire(context);
    lease.complete(Outcome.status(200));
    return lease;
  }

  private AgentPools newPools() {
    StringBuilder routing = new StringBuilder("routing:\n");
    StringBuilder yaml = new StringBuilder("""
        pools:
          - {name: plain, algorithm: least_connections, instances: ["a:1", "b:1", "c:1"]}
          - name: ruled
            algorithm: smart_routing
            instances: ["a:1", "b:1", "c:1"]
            routing_rules:
        """);
    for (int i = 0; i < rules; i++) {
      yaml.append("      - {match: {" + match(i) + "}, target: ruled}\n");
      routing.append("  - {match: {" + match(i) + "}, pool: plain}\n");
    }
    return AgentPools.fromYaml(
        new StringReader(yaml + "      - default: ruled\n" + routing + "  - default: plain\n"));
  }

  private String match(int rule) {
    return switch (form) {
      case "texts" -> "tenant: tenant-" + rule;
      case "pairs" -> "tenant: tenant-" + rule % 32 + ", kind: kind-" + rule / 32;
      default -> "model: \"model-" + rule + "-*\"";
    };
  }
}
