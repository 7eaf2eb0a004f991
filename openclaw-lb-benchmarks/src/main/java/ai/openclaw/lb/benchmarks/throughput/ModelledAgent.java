package ai.openclaw.lb.benchmarks.throughput;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An HTTP agent on loopback that answers when its model says so. A request's path ends with its work in
 * nanoseconds. No thread waits while a call is worked on.
 */
final class ModelledAgent implements AutoCloseable {
  static {
    // The JDK's server writes headers and body apart: without it each answer waits some 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final int BACKLOG = 1024;
  private static final byte[] ANSWER = {'o', 'k'};

  private final HttpServer server;
  private final ExecutorService readers = Executors.newFixedThreadPool(2, ModelledAgent::thread);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(ModelledAgent::thread);
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final AgentModel model;

  ModelledAgent(double speed) throws IOException {
    this.model = new AgentModel(speed);
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setExecutor(readers);
    server.createContext("/turn/", this::take);
    server.start();
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    readers.shutdownNow();
    timer.shutdownNow();
  }

  private void take(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    double work = Double.parseDouble(path.substring(path.lastIndexOf('/') + 1));
    exchange.getRequestBody().readAllBytes();
    long now = System.nanoTime();
    long done;
    lock.lock();
    try {
      done = model.done(now, work);
    } finally {
      lock.unlock();
    }
    timer.schedule(() -> answer(exchange), done - now, TimeUnit.NANOSECONDS);
  }

  private static void answer(HttpExchange exchange) {
    try (exchange) {
      exchange.sendResponseHeaders(200, ANSWER.length);
      exchange.getResponseBody().write(ANSWER);
    } catch (IOException e) {
      // The caller has gone; it counts the call as failed.
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "modelled-agent");
    thread.setDaemon(true);
    return thread;
  }
}
