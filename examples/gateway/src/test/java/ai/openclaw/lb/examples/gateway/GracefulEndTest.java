package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is asked to end lets its calls finish, for as long as it may, and ends well. */
class GracefulEndTest {
  private static final int CALLS = 200;

  @TempDir
  private Path directory;

  private final CountDownLatch rest = new CountDownLatch(1);
  private final RawAgent agent = RawAgent.start("a", (request, client) -> {
    client.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").chunk("first");
    Behind.await(rest);
    client.chunk("last").write("0\r\n\r\n");
  });

  private Process start(InetSocketAddress address, String grace) throws IOException {
    Path document = directory.resolve("lb.yaml");
    Files.writeString(
        document,
        "lb: {listen: \"127.0.0.1:%d\"}\nadmin: {listen: \"127.0.0.1:%d\"}\ninstances: [\"%s\"]\n"
            .formatted(address.getPort(), freePort(), agent.host()));
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            OpenClawLb.class.getName(),
            "start",
            "--config",
            document.toString(),
            "--grace",
            grace)
        .redirectErrorStream(true)
        .start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    while (line != null && !line.startsWith("openclaw-lb listens on")) {
      line = out.readLine();
    }
    assertTrue(line != null, "it did not start");
    return process;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static InetSocketAddress freeAddress() throws IOException {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
  }

  @Test
  void allStreamsFinishAndNewRequestsAreRefused() throws Exception {
    InetSocketAddress address = freeAddress();
    Process process = start(address, "PT30S");
    try (RawPeer idle = RawPeer.connect(address)) {
      List<RawPeer> clients = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        clients.add(RawPeer.connect(address).write(Behind.GET));
      }
      for (RawPeer client : clients) {
        client.readHead();
        assertEquals("first", client.readChunk());
      }
      process.destroy();
      RawMessage refusal = refusal(address);
      assertEquals("close", refusal.header("Connection"));
      process.destroy(); // a second signal changes nothing
      rest.countDown();
      for (RawPeer client : clients) {
        assertEquals("last", client.readChunk());
        assertEquals("", client.readChunk());
        client.close();
      }
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
      assertTrue(idle.readToEnd().length() < 10, "a connection without a request ends, too");
    } finally {
      process.destroyForcibly();
      agent.close();
    }
  }

  /** The first answer of the process after it has noticed the signal. */
  private static RawMessage refusal(InetSocketAddress address) throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < RawPeer.LONGEST.toNanos()) {
      try (RawPeer late = RawPeer.connect(address)) {
        late.write(Behind.GET);
        RawMessage head = new RawMessage(late.readHead(), "");
        if (head.status() == 503) {
          return head;
        }
      }
    }
    throw new AssertionError("new requests are taken still");
  }

  @Test
  void aCallThatHangsIsCutOffWhenTheTimeIsOver() throws Exception {
    InetSocketAddress address = freeAddress();
    Process process = start(address, "PT0.5S");
    try (RawPeer client = RawPeer.connect(address)) {
      client.write(Behind.GET).readHead();
      client.readChunk();
      process.destroy();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
      client.readToEnd();
    } finally {
      process.destroyForcibly();
      rest.countDown();
      agent.close();
    }
  }
}
