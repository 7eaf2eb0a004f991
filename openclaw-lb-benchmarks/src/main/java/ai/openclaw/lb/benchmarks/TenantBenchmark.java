package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentCall;
import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.Replay;
import ai.openclaw.lb.RequestContext;
import java.io.StringReader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * What rules, sessions and a quota add together to a whole attempt without HTTP: {@code plain} has
 * none of them and the same agents, by {@code least_connections} as the rules' target.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TenantBenchmark {
  private static final int USERS = 1024;
  private static final String TENANTS = """
      algorithm: smart_routing
      routing_rules:
        - {match: {user_tier: vip}, target: all}
        - {match: {request_type: code}, target: all}
        - {default: all}
      max_qps: 1000000000
      session_affinity: {secret: of-the-benchmark, method: %s}
      instances:
      """;

  /** What tells sessions apart; {@code plain} for a pool without rules, sessions and quota. */
  @Param({"plain", "cookie", "header", "ip_hash"})
  public String method = "plain";

  /** How many agents the pool has. */
  @Param({"3", "128"})
  public int agents = 3;

  private final RequestContext[] contexts = new RequestContext[USERS];
  private @Nullable AgentPool pool;
  private int turn;

  /** Builds the pool of this trial, and sessions that it knows. */
  @Setup
  public void open() throws NoAgentAvailableException {
    AgentPool opened = AgentPool.fromYaml(new StringReader(document()));
    pool = opened;
    for (int i = 0; i < USERS; i++) {
      RequestContext user = RequestContext.builder()
          .attribute("user_tier", i % 2 == 0 ? "vip" : "free")
          .attribute("request_type", "code")
          .sessionKey(method.equals("header") ? "conversation:" + i : null)
          .clientIp("10.1." + i / 256 + "." + i % 256)
          .build();
      AgentCall call = opened.newCall(user, Replay.ALWAYS);
      call.acquire().complete(Outcome.status(200));
      contexts[i] = user.toBuilder().affinityToken(call.affinityToken()).build();
    }
  }

  /** Closes it. */
  @TearDown
  public void close() {
    if (pool != null) {
      pool.close();
    }
  }

  /** A whole attempt of a user that the pool knows. */
  @Benchmark
  public @Nullable Lease attempt() throws NoAgentAvailableException {
    if (pool == null) {
      return null;
    }
    Lease lease = pool.acquire(contexts[turn++ & (USERS - 1)]);
    lease.complete(Outcome.status(200));
    return lease;
  }

  private String document() {
    StringBuilder document = new StringBuilder(
        method.equals("plain")
            ? "algorithm: least_connections\ninstances:\n"
            : TENANTS.formatted(method));
    for (int i = 0; i < agents; i++) {
      document.append("  - {id: agent-").append(i).append(", group: all, host: \"127.0.0.1:");
      document.append(5000 + i).append("\"}\n");
    }
    return document.toString();
  }
}
