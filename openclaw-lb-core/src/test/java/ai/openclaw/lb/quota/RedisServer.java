package ai.openclaw.lb.quota;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.openclaw.lb.config.QuotaStoreConfig;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A real Redis server on a loopback port of its own, which keeps nothing on disk. Where the program is
 * missing the test is skipped, unless the system property {@code redis.required} is true.
 */
final class RedisServer implements AutoCloseable {
  /** Far longer than anything takes, and only ever waited for by a test that fails. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final String PROGRAM = "redis-server";

  private final Path directory;
  private final int port;
  private Process process;

  private RedisServer(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  static RedisServer start(Path directory) {
    if (!isInstalled()) {
      String missing = PROGRAM + " is not on the PATH (install the package " + PROGRAM + ")";
      return Boolean.getBoolean("redis.required") ? fail(missing) : abort(missing);
    }
    RedisServer server = new RedisServer(directory, freePort());
    server.start();
    return server;
  }

  private static boolean isInstalled() {
    return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, and waits until it listens. */
  void start() {
    try {
      process = new ProcessBuilder(
              PROGRAM,
              "--port",
              Integer.toString(port),
              "--bind",
              "127.0.0.1",
              "--save",
              "",
              "--appendonly",
              "no",
              "--dir",
              directory.toString())
          .redirectOutput(directory.resolve("redis.log").toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    until("redis listens", this::listens);
  }

  private boolean listens() {
    assertTrue(process.isAlive(), "redis-server ended: see its output in " + directory);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  QuotaStoreConfig store(int callers) {
    return new QuotaStoreConfig("redis://127.0.0.1:" + port, callers);
  }

  /** Ends the server by SIGKILL. */
  void kill() {
    try {
      assertTrue(process.destroyForcibly().waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
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
