package ai.openclaw.lb.benchmarks;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.okhttp.AgentPoolInterceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * What share of a client's calls a second the interceptor costs on loopback, with TCP_NODELAY: by rounds
 * of a bare client and a balanced one in turn, against one agent in a process of its own. Prints the
 * median of the rounds' ratios, and exits with 1 where it is below 97 %. Takes some 45 s.
 */
public final class Throughput {
  private static final int THREADS = 2;
  private static final int WARM_UP_ROUNDS = 10;
  private static final int ROUNDS = 60;
  private static final Duration ROUND = Duration.ofMillis(300);
  private static final double LEAST = 0.97;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private Throughput() {}

  /** Measures, prints, and exits. */
  public static void main(String[] arguments) throws Exception {
    Process agent = StormAgent.start(0, Duration.ZERO);
    double ratio;
    try {
      ratio = new Throughput().measure("127.0.0.1:" + StormAgent.port(agent));
    } finally {
      agent.destroyForcibly();
    }
    System.exit(ratio >= LEAST ? 0 : 1);
  }

  private double measure(String host) throws Exception {
    OkHttpClient bare = new OkHttpClient.Builder().socketFactory(new NoDelay()).build();
    String path = "/v1/chat/completions";
    try (AgentPool pool = AgentPool.builder("agents").agent("agent", host).build()) {
      OkHttpClient balanced =
          AgentPoolInterceptor.install(new OkHttpClient.Builder(), pool).build();
      double[] ratios = new double[ROUNDS];
      double bareSum = 0;
      for (int i = -WARM_UP_ROUNDS; i < ROUNDS; i++) {
        boolean bareFirst = i % 2 == 0;
        double first = bareFirst ? round(bare, host + path) : round(balanced, "agents" + path);
        double second = bareFirst ? round(balanced, "agents" + path) : round(bare, host + path);
        if (i >= 0) {
          ratios[i] = bareFirst ? second / first : first / second;
          bareSum += bareFirst ? first : second;
        }
      }
      return report(ratios, bareSum / ROUNDS);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Calls a second of all threads. */
  private double round(OkHttpClient client, String url) throws Exception {
    Request request = new Request.Builder().url("http://" + url).build();
    long begin = System.nanoTime();
    Future<?>[] running = new Future<?>[THREADS];
    int[] calls = new int[THREADS];
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      running[i] = threads.submit(() -> {
        calls[thread] = callUntil(begin + ROUND.toNanos(), client, request);
        return null;
      });
    }
    for (Future<?> each : running) {
      each.get();
    }
    return Arrays.stream(calls).sum() * 1e9 / (System.nanoTime() - begin);
  }

  private static int callUntil(long end, OkHttpClient client, Request request) throws IOException {
    int calls = 0;
    while (System.nanoTime() - end < 0) {
      try (Response response = client.newCall(request).execute()) {
        calls += response.isSuccessful() ? 1 : 0;
      }
    }
    return calls;
  }

  private static double report(double[] ratios, double bare) {
    Arrays.sort(ratios);
    double median = (ratios[ROUNDS / 2 - 1] + ratios[ROUNDS / 2]) / 2;
    System.out.printf(
        Locale.ROOT,
        "%d rounds, %d threads: %.0f calls/s bare; balanced %.1f %% of it (at least %.0f %%),"
            + " quartiles %.1f %% and %.1f %%%n",
        ROUNDS,
        THREADS,
        bare,
        median * 100,
        LEAST * 100,
        ratios[ROUNDS / 4] * 100,
        ratios[ROUNDS * 3 / 4] * 100);
    return median;
  }

  /** As {@code install} sets it. */
  private static final class NoDelay extends SocketFactory {
    @Override
    public Socket createSocket() throws SocketException {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return new Socket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return new Socket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return new Socket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return new Socket(host, port, local, localPort);
    }
  }
}
