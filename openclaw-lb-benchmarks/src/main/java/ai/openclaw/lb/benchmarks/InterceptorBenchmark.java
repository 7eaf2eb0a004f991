package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.okhttp.AgentPoolInterceptor;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An OkHttp call that is answered without a network, with and without the interceptor before it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InterceptorBenchmark {
  private final AgentPool pool = AgentPool.builder("agents")
      .agent("agent-1", "127.0.0.1:5001")
      .agent("agent-2", "127.0.0.1:5002")
      .agent("agent-3", "127.0.0.1:5003")
      .build();
  private final OkHttpClient plain =
      new OkHttpClient.Builder().addInterceptor(InterceptorBenchmark::answer).build();
  private final OkHttpClient balanced = new OkHttpClient.Builder()
      .addInterceptor(AgentPoolInterceptor.of(pool))
      .addInterceptor(InterceptorBenchmark::answer)
      .build();
  private final Request request =
      new Request.Builder().url("http://agents/v1/chat/completions?stream=true").build();

  /** Closes the pool. */
  @TearDown
  public void close() {
    pool.close();
  }

  /** The call as it is without us. */
  @Benchmark
  public int plainCall() throws IOException {
    return call(plain);
  }

  /** The call through the interceptor. */
  @Benchmark
  public int balancedCall() throws IOException {
    return call(balanced);
  }

  private int call(OkHttpClient client) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return response.code();
    }
  }

  private static Response answer(Interceptor.Chain chain) {
    return new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(200)
        .message("OK")
        .body(ResponseBody.EMPTY)
        .build();
  }
}
