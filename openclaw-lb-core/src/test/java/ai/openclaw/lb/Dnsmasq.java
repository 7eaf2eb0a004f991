package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A real dnsmasq on a loopback port of its own, for names under {@code test}, with a TTL of 1 s. Where the
 * program is missing the test is skipped, unless the system property {@code dnsmasq.required} is true.
 */
final class Dnsmasq implements AutoCloseable {
  /** Far longer than anything takes, and only ever waited for by a test that fails. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final List<Path> PLACES = Stream.concat(
          Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
      .map(directory -> Path.of(directory, "dnsmasq"))
      .toList();

  private final Path hosts;
  private final int port;
  private final Process process;

  private Dnsmasq(Path hosts, int port, Process process) {
    this.hosts = hosts;
    this.port = port;
    this.process = process;
  }

  /** @param records further arguments: SRV records and such */
  static Dnsmasq start(Path directory, String... records) throws IOException {
    Path program = PLACES.stream().filter(Files::isExecutable).findFirst().orElse(null);
    if (program == null) {
      String missing = "dnsmasq is not on the PATH (install the package dnsmasq-base)";
      return Boolean.getBoolean("dnsmasq.required") ? fail(missing) : abort(missing);
    }
    Path hosts = Files.writeString(directory.resolve("hosts"), "");
    int port = freePort();
    List<String> command = new ArrayList<>(List.of(
        program.toString(),
        "--keep-in-foreground",
        "--conf-file=/dev/null",
        "--pid-file",
        "--user=" + System.getProperty("user.name"),
        "--no-resolv",
        "--no-hosts",
        "--addn-hosts=" + hosts,
        "--local=/test/",
        "--local-ttl=1",
        "--port=" + port,
        "--listen-address=127.0.0.1",
        "--bind-interfaces"));
    command.addAll(List.of(records));
    Process process = new ProcessBuilder(command)
        .redirectOutput(directory.resolve("dnsmasq.log").toFile())
        .redirectErrorStream(true)
        .start();
    Dnsmasq server = new Dnsmasq(hosts, port, process);
    until("dnsmasq listens", server::listens);
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean listens() {
    assertTrue(process.isAlive(), "dnsmasq ended: see its output beside " + hosts);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  /** These are the addresses of {@code agents.test} from now on. */
  void addresses(String... addresses) {
    StringBuilder lines = new StringBuilder();
    for (String address : addresses) {
      lines.append(address).append(" agents.test\n");
    }
    try {
      Files.writeString(hosts, lines);
      Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
          .inheritIO()
          .start();
      assertEquals(0, kill.waitFor());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      assertTrue(process.destroyForcibly().waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Fails unless this becomes true; what is to make it true is on its way already. */
  static void until(String fact, BooleanSupplier holds) {
    long start = System.nanoTime();
    while (!holds.getAsBoolean()) {
      assertTrue(System.nanoTime() - start < LONGEST.toNanos(), fact);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
