package ai.openclaw.lb.examples.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Whether a gateway holds no more after ten minutes than after one, in a process of its own and under
 * mixed traffic: plain calls, streams, and clients that go away before the answer or within a stream.
 * No path and no user comes twice. Prints each minute what the gateway holds: bytes of live objects,
 * threads, descriptors. Exits with 1 where one of the last three readings is over each of the first
 * three by more than a tenth (and 10 threads or descriptors), or a call failed. Linux alone.
 *
 * <pre>{@code
 * java -cp examples/gateway/target/openclaw-lb.jar:examples/gateway/target/test-classes \
 *     ai.openclaw.lb.examples.gateway.Endurance 10
 * }</pre>
 */
final class Endurance {
  private static final int AGENTS = 3;
  private static final int COMPARED = 3;
  private static final double MAX_GROWTH = 1.1;
  private static final int NOISE = 10;
  private static final long MEGABYTE = 1 << 20;

  /** Pauses of the three kinds of client, and how many there are of each. */
  private static final Duration BETWEEN_CALLS = Duration.ofMillis(50);

  private static final int CLIENTS = 4;

  private final InetSocketAddress address;
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong streams = new AtomicLong();
  private final AtomicLong abandoned = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile boolean ended;

  private Endurance(InetSocketAddress address) {
    this.address = address;
  }

  /** Runs for so many minutes, 10 unless told. */
  public static void main(String[] arguments) throws Exception {
    int minutes = arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]);
    Path document = Files.createTempFile("endurance", ".yaml");
    InetSocketAddress address = freeAddress();
    List<StreamingAgent> agents = new ArrayList<>();
    for (int i = 0; i < AGENTS; i++) {
      agents.add(new StreamingAgent());
    }
    Files.writeString(document, document(address, agents));
    Process gateway = start(document);
    Runtime.getRuntime().addShutdownHook(new Thread(gateway::destroyForcibly, "end"));
    System.exit(new Endurance(address).run(minutes, gateway) ? 0 : 1);
  }

  private static String document(InetSocketAddress address, List<StreamingAgent> agents)
      throws IOException {
    StringBuilder text = new StringBuilder(
            "lb: {listen: \"127.0.0.1:%d\"}\n".formatted(address.getPort()))
        .append("admin: {listen: \"127.0.0.1:%d\"}\n".formatted(freeAddress().getPort()))
        .append("health_check: {interval: 5s}\ninstances:\n");
    agents.forEach(agent -> text.append("  - \"").append(agent.host()).append("\"\n"));
    return text.toString();
  }

  private static InetSocketAddress freeAddress() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
      return new InetSocketAddress(loopback, free.getLocalPort());
    }
  }

  private static Process start(Path document) throws IOException {
    Process gateway = new ProcessBuilder(
            java("java"),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            OpenClawLb.class.getName(),
            "start",
            "--config",
            document.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    gateway.inputReader().readLine(); // that it listens
    return gateway;
  }

  private static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  private boolean run(int minutes, Process gateway) throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      client("call", this::call);
      client("stream", this::stream);
      client("abandon", this::abandon);
    }
    List<Held> readings = new ArrayList<>();
    for (int minute = 1; minute <= minutes; minute++) {
      LockSupport.parkNanos(Duration.ofMinutes(1).toNanos());
      Held held = Held.by(gateway);
      readings.add(held);
      System.out.printf(
          Locale.ROOT,
          "minute %2d: %5.2f MB live, %d threads, %d descriptors; %d calls, %d streams, %d given up,"
              + " %d failed%n",
          minute,
          (double) held.bytes / MEGABYTE,
          held.threads,
          held.descriptors,
          calls.get(),
          streams.get(),
          abandoned.get(),
          failed.get());
    }
    ended = true;
    return failed.get() == 0 && isFlat(readings);
  }

  private static boolean isFlat(List<Held> readings) {
    int some = Math.min(COMPARED, readings.size());
    Held first = readings.subList(0, some).stream().reduce(Held::most).orElseThrow();
    Held last = readings.subList(readings.size() - some, readings.size()).stream()
        .reduce(Held::most)
        .orElseThrow();
    boolean flat = last.bytes <= first.bytes * MAX_GROWTH
        && last.threads <= first.threads * MAX_GROWTH + NOISE
        && last.descriptors <= first.descriptors * MAX_GROWTH + NOISE;
    System.out.println(flat ? "flat" : "GROWS");
    return flat;
  }

  private interface Work {
    void once(String who) throws IOException;
  }

  /** A client that goes on with this, each time as another user on a connection of its own. */
  private void client(String name, Work work) {
    Thread thread = new Thread(() -> repeat(name, work), name);
    thread.setDaemon(true);
    thread.start();
  }

  private void repeat(String name, Work work) {
    for (long i = 0; !ended; i++) {
      try {
        work.once(name + "-" + Thread.currentThread().getId() + "-" + i);
      } catch (IOException | RuntimeException e) {
        failed.incrementAndGet();
        System.out.println(name + ": " + e);
      }
      LockSupport.parkNanos(BETWEEN_CALLS.toNanos());
    }
  }

  private void call(String who) throws IOException {
    try (RawPeer client = RawPeer.connect(address)) {
      count(client.ask(request("/calls/", who)).status() == 200, calls);
    }
  }

  private void stream(String who) throws IOException {
    try (RawPeer client = RawPeer.connect(address)) {
      count(client.ask(request("/stream/", who)).body().length() > 1000, streams);
    }
  }

  /** Goes away at once, or after an event; by an RST every other time. */
  private void abandon(String who) throws IOException {
    RawPeer client = RawPeer.connect(address);
    client.write(request("/stream/", who));
    long number = abandoned.incrementAndGet();
    if (number % 4 < 2) {
      client.readHead();
      client.readChunk();
    }
    if (number % 2 == 0) {
      client.reset();
    } else {
      client.close();
    }
  }

  private void count(boolean good, AtomicLong counter) throws IOException {
    if (!good) {
      throw new IOException("no whole answer");
    }
    counter.incrementAndGet();
  }

  private static String request(String path, String who) {
    return "GET " + path + who + " HTTP/1.1\r\nHost: gateway\r\nX-User-Id: " + who + "\r\n\r\n";
  }

  /** What a process holds; the bytes are those of its live objects, after a garbage collection. */
  private record Held(long bytes, long threads, long descriptors) {
    static Held by(Process process) throws IOException {
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      return new Held(
          liveBytes(process.pid()), entries(proc.resolve("task")), entries(proc.resolve("fd")));
    }

    private static long entries(Path directory) throws IOException {
      try (Stream<Path> entries = Files.list(directory)) {
        return entries.count();
      }
    }

    /** The last line of a class histogram, which begins with a full collection. */
    private static long liveBytes(long pid) throws IOException {
      Process histogram =
          new ProcessBuilder(java("jcmd"), Long.toString(pid), "GC.class_histogram").start();
      String text =
          new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return Long.parseLong(text.substring(text.lastIndexOf(' ') + 1));
    }

    Held most(Held other) {
      return new Held(
          Math.max(bytes, other.bytes),
          Math.max(threads, other.threads),
          Math.max(descriptors, other.descriptors));
    }
  }
}
