package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbeLoopTest {
  private static final String NAME = "probe-loop-test";
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ProbeLoop loop = new ProbeLoop(NAME);

  private PlainExchange begin(RawServer server) throws Exception {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    PlainExchange exchange =
        new PlainExchange(List.of(address), REQUEST, new AnswerParser(type -> true));
    loop.begin(exchange);
    return exchange;
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(NAME))
        .toList();
  }

  private static Thread onlyThread() {
    List<Thread> threads = threads();
    assertEquals(1, threads.size(), threads::toString);
    return threads.get(0);
  }

  @Test
  void oneDaemonServesAllAndEndsByItselfAndStartsAgain() throws Exception {
    assertEquals(List.of(), threads());
    try (RawServer silent = new RawServer(out -> {});
        RawServer server = RawServer.answering(RawServer.http(200, ""))) {
      PlainExchange waiting = begin(silent);
      List<PlainExchange> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(begin(server));
      }
      for (PlainExchange each : all) {
        assertEquals(200, each.answer.get(30, TimeUnit.SECONDS).status());
      }
      Thread thread = onlyThread();
      assertTrue(thread.isDaemon());
      assertFalse(waiting.answer.isDone());
      waiting.answer.cancel(true);
      loop.end(waiting);
      silent.disconnected.get(30, TimeUnit.SECONDS);
      thread.join(30_000);
      assertFalse(thread.isAlive());
      loop.end(waiting);
      assertEquals(List.of(), threads(), "nothing to end, nobody to end it");
      assertEquals(200, begin(server).answer.get(30, TimeUnit.SECONDS).status());
      assertNotSame(thread, onlyThread());
    }
  }
}
