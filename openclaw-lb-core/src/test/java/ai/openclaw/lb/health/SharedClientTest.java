package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.ExpectedAnswer;
import java.lang.ref.Reference;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedClientTest {
  private static final boolean CAN_SHUT_DOWN = Runtime.version().feature() >= 21;
  private final AtomicInteger made = new AtomicInteger();
  private final SharedClient shared = new SharedClient(threads -> {
    made.incrementAndGet();
    return HttpClient.newBuilder().executor(threads).build();
  });

  private HttpProbe probe() {
    HttpCheck check = new HttpCheck("/health", ExpectedAnswer.SUCCESS);
    HttpRoute route = new ClientRoute(check, Map.of(), shared);
    return new HttpProbe(check, route, route);
  }

  private static ProbeResult ask(HttpProbe probe, RawServer server) throws Exception {
    return probe.probe(server.target()).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void noProbeNoClient() {
    probe().close();
    assertEquals(0, made.get());
    assertNull(shared.client());
  }

  @Test
  void probesShareOneClientUntilTheLastIsClosed() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.http(200, ""))) {
      HttpProbe first = probe();
      HttpProbe second = probe();
      ask(first, server);
      ask(second, server);
      first.close();
      first.close();
      assertTrue(ask(second, server).passed());
      assertEquals(1, made.get());
      second.close();
      assertNull(shared.client());
    }
  }

  @Test
  void openingAndClosingManyInARowLeavesNoClientBehind() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.http(200, ""))) {
      shared.retain();
      HttpClient first = shared.client();
      assertNotNull(first);
      shared.release();
      for (int i = 0; i < 50; i++) {
        HttpProbe probe = probe();
        assertTrue(ask(probe, server).passed());
        probe.close();
      }
      if (CAN_SHUT_DOWN) {
        assertTrue((boolean) HttpClient.class.getMethod("isTerminated").invoke(awaited(first)));
      } else {
        shared.retain();
        assertSame(first, shared.client());
        shared.release();
        assertEquals(1, made.get());
      }
      Reference.reachabilityFence(first);
    }
  }

  private static HttpClient awaited(HttpClient client) throws Exception {
    HttpClient.class
        .getMethod("awaitTermination", java.time.Duration.class)
        .invoke(client, java.time.Duration.ofSeconds(30));
    return client;
  }
}
