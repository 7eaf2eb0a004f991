package ai.openclaw.lb.benchmarks.throughput;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.okhttp.AgentPoolInterceptor;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * One run: fresh agents, a balanced OkHttp client, and calls that are sent when they are due, whatever
 * has become of those before. A call's time counts from when it was due, so a generator that falls
 * behind makes figures worse, not better.
 */
final class Run {
  private static final long PATIENCE_SECONDS = 30;

  private final Workload workload;
  private final double lightNanos;
  private final long[] took;
  private final long[] late;
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger inTime = new AtomicInteger();
  private final CountDownLatch open;

  private Run(Workload workload, double lightNanos) {
    this.workload = workload;
    this.lightNanos = lightNanos;
    this.took = new long[workload.calls()];
    this.late = new long[workload.calls()];
    this.open = new CountDownLatch(workload.calls());
  }

  /**
   * What a run came to.
   *
   * @param answersPerSecond while calls were sent
   * @param p99Nanos of the calls' times
   * @param lateNanos by how much calls were sent after they were due: the P99 of the machine's stalls
   * @param failed calls without an answer of 200
   */
  record Result(double answersPerSecond, double p99Nanos, double lateNanos, int failed) {}

  /** Sends the workload by an algorithm; a light call is {@code lightNanos} of work. */
  static Result of(String algorithm, Workload workload, double lightNanos)
      throws IOException, InterruptedException {
    List<ModelledAgent> agents = new ArrayList<>();
    try {
      for (double speed : AgentModel.SPEEDS) {
        agents.add(new ModelledAgent(speed));
      }
      try (AgentPools pools = AgentPools.fromYaml(new StringReader(document(algorithm, agents)))) {
        return new Run(workload, lightNanos).through(pools);
      }
    } finally {
      agents.forEach(ModelledAgent::close);
    }
  }

  private static String document(String algorithm, List<ModelledAgent> agents) {
    StringBuilder yaml =
        new StringBuilder("name: table\nalgorithm: " + algorithm + "\ninstances:\n");
    for (int i = 0; i < agents.size(); i++) {
      yaml.append("  - {id: agent-%d, host: \"%s\", weight: %s, group: %s}%n"
          .formatted(
              i + 1, agents.get(i).host(), AgentModel.SPEEDS.get(i), i == 0 ? "heavy" : "light"));
    }
    if (algorithm.equals(Row.SMART_ROUTING.algorithm())) {
      yaml.append(
          "routing_rules:\n  - {match: {kind: heavy}, target: heavy}\n  - default: light\n");
    }
    return yaml.toString();
  }

  private Result through(AgentPools pools) throws InterruptedException {
    OkHttpClient client =
        AgentPoolInterceptor.install(new OkHttpClient.Builder(), pools).build();
    try {
      long begin = System.nanoTime();
      long end = begin + workload.dueNanos()[workload.calls() - 1];
      for (int i = 0; i < workload.calls(); i++) {
        long due = begin + workload.dueNanos()[i];
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        late[i] = System.nanoTime() - due;
        client.newCall(request(i)).enqueue(new Answer(i, due, end));
      }
      boolean all = open.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      int failed = workload.calls() - answered.get();
      double p99 = all ? Calibration.p99(took) : Double.POSITIVE_INFINITY;
      double answersPerSecond = inTime.get() * 1e9 / (end - begin);
      return new Result(answersPerSecond, p99, Calibration.p99(late), failed);
    } finally {
      client.dispatcher().executorService().shutdownNow();
      client.connectionPool().evictAll();
    }
  }

  private Request request(int call) {
    return new Request.Builder()
        .url("http://table/turn/" + (long) (workload.work()[call] * lightNanos))
        .header("X-Kind", workload.heavy()[call] ? "heavy" : "light")
        .build();
  }

  private final class Answer implements Callback {
    private final int call;
    private final long due;
    private final long end;

    Answer(int call, long due, long end) {
      this.call = call;
      this.due = due;
      this.end = end;
    }

    @Override
    public void onResponse(Call okHttpCall, Response response) throws IOException {
      try (response) {
        response.body().bytes();
        if (response.code() == 200) {
          answered.incrementAndGet();
        }
      } finally {
        ended();
      }
    }

    @Override
    public void onFailure(Call okHttpCall, IOException thrown) {
      ended();
    }

    private void ended() {
      long now = System.nanoTime();
      took[call] = now - due;
      if (now - end <= 0) {
        inTime.incrementAndGet();
      }
      open.countDown();
    }
  }
}
