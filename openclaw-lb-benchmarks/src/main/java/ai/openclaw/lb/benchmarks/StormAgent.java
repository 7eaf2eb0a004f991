package ai.openclaw.lb.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An agent over HTTP/1.1 on loopback that works on {@value #SLOTS} requests at once, and takes the same
 * time for each. Those beyond wait in line; the agent either refuses the ones that would be the tenth
 * in line or later by 503, or lets any number wait and leaves out those whose callers have gone.
 */
final class StormAgent implements AutoCloseable {
  static final int SLOTS = 10;

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String BUSY =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

  private final boolean sheds;
  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Semaphore slots = new Semaphore(SLOTS, true);
  private final AtomicInteger inside = new AtomicInteger();
  private volatile Duration work;

  StormAgent(boolean sheds, Duration work, int port) throws IOException {
    this.sheds = sheds;
    this.work = work;
    this.server = new ServerSocket(port, 1_000, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** The agent of a process of its own: on this port, or on any for 0, with so many ms of work. */
  public static void main(String[] arguments) throws IOException {
    Duration work = Duration.ofMillis(Integer.parseInt(arguments[1]));
    try (StormAgent agent = new StormAgent(false, work, Integer.parseInt(arguments[0]))) {
      System.out.println(agent.server.getLocalPort());
      System.in.read(); // ends with whoever started it
    }
  }

  /** Starts one in a process of its own, which prints its port first. */
  static Process start(int port, Duration work) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            StormAgent.class.getName(),
            Integer.toString(port),
            Long.toString(work.toMillis()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The port that a started process prints. */
  static int port(Process process) throws IOException {
    return Integer.parseInt(new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
        .readLine());
  }

  String host() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Takes so long for each request from now on. */
  void works(Duration time) {
    work = time;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException ignored) {
      // It has been closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in = new BufferedReader(
          new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      OutputStream out = socket.getOutputStream();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        boolean isCheck = line.startsWith("GET /health");
        skipHeaders(in);
        out.write((isCheck ? OK : answer(socket, in)).getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException | InterruptedException ignored) {
      // The caller has gone, or the agent is being closed.
    }
  }

  private static void skipHeaders(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (line != null && !line.isEmpty()) {
      line = in.readLine();
    }
  }

  private String answer(Socket socket, Reader in) throws IOException, InterruptedException {
    int others = inside.getAndIncrement();
    try {
      return sheds && others >= 2 * SLOTS ? BUSY : inTurn(socket, in);
    } finally {
      inside.decrementAndGet();
    }
  }

  private String inTurn(Socket socket, Reader in) throws IOException, InterruptedException {
    slots.acquire();
    try {
      if (!work.isZero()) {
        requireCaller(socket, in);
        Thread.sleep(work.toMillis());
      }
      return OK;
    } finally {
      slots.release();
    }
  }

  /** A caller that waits sends nothing: one that has gone has ended its connection. */
  private static void requireCaller(Socket socket, Reader in) throws IOException {
    socket.setSoTimeout(1);
    try {
      if (in.read() < 0) {
        throw new IOException("the caller has gone");
      }
    } catch (SocketTimeoutException stillThere) {
      socket.setSoTimeout(0);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
