package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentCall;
import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.Replay;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.AffinityOptions;
import ai.openclaw.lb.config.Secret;
import ai.openclaw.lb.config.SessionAffinityConfig;
import java.util.Locale;
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

/** What sessions add to a whole attempt without HTTP; {@code none} is the attempt alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AffinityBenchmark {
  private static final int SESSIONS = 1024;

  /** What tells sessions apart. */
  @Param({"none", "cookie", "header", "ip_hash"})
  public String method = "none";

  /** How many agents the pool has. */
  @Param({"3", "128"})
  public int agents = 3;

  private final RequestContext[] contexts = new RequestContext[SESSIONS];
  private @Nullable AgentPool pool;
  private int turn;

  /** Builds the pool of this trial, and sessions that it knows. */
  @Setup
  public void open() throws NoAgentAvailableException {
    AgentPool opened = newPool();
    pool = opened;
    for (int i = 0; i < SESSIONS; i++) {
      contexts[i] = context(i, token(opened));
    }
  }

  /** Closes it. */
  @TearDown
  public void close() {
    if (pool != null) {
      pool.close();
    }
  }

  /** An attempt of a session that the pool knows. */
  @Benchmark
  public @Nullable Lease known() throws NoAgentAvailableException {
    return attempt(contexts[turn++ & (SESSIONS - 1)]);
  }

  /** The same with a token as it comes from a header: a text that nobody has hashed yet. */
  @Benchmark
  public @Nullable Lease knownByNewText() throws NoAgentAvailableException {
    RequestContext known = contexts[turn++ & (SESSIONS - 1)];
    String token = known.affinityToken();
    return attempt(RequestContext.builder()
        .affinityToken(token == null ? null : new StringBuilder(token).toString())
        .build());
  }

  /** The attempt of a session that begins, and the token for it. */
  @Benchmark
  public @Nullable String begins() throws NoAgentAvailableException {
    return pool == null ? null : token(pool);
  }

  private @Nullable Lease attempt(RequestContext context) throws NoAgentAvailableException {
    if (pool == null) {
      return null;
    }
    Lease lease = pool.acquire(context);
    lease.complete(Outcome.status(200));
    return lease;
  }

  private static @Nullable String token(AgentPool pool) throws NoAgentAvailableException {
    AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
    call.acquire().complete(Outcome.status(200));
    return call.affinityToken();
  }

  private RequestContext context(int session, @Nullable String token) {
    return switch (method) {
      case "header" ->
        RequestContext.builder().sessionKey("conversation:" + session).build();
      case "ip_hash" ->
        RequestContext.builder()
            .clientIp("10.1." + session / 256 + "." + session % 256)
            .build();
      default -> RequestContext.builder().affinityToken(token).build();
    };
  }

  private AgentPool newPool() {
    AgentPool.Builder builder = AgentPool.builder("agents").algorithm("least_connections");
    if (!method.equals("none")) {
      builder.sessionAffinity(SessionAffinityConfig.COOKIE
          .withMethod(SessionAffinityConfig.Method.valueOf(method.toUpperCase(Locale.ROOT)))
          .withOptions(AffinityOptions.DEFAULT.withSecret(Secret.of("of-the-benchmark"))));
    }
    for (int i = 0; i < agents; i++) {
      builder.agent("agent-" + i, "127.0.0.1:" + (5000 + i));
    }
    return builder.build();
  }
}
