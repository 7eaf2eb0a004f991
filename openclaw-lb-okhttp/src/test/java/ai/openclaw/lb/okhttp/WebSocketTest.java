package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A WebSocket is balanced, and in flight until it is closed, by whomever. */
class WebSocketTest {
  private final MockWebServer server = new MockWebServer();
  private final ScriptedAgent dead = ScriptedAgent.refusing("dead");
  private final AtomicReference<WebSocket> agentsEnd = new AtomicReference<>();
  private final CountDownLatch open = new CountDownLatch(2);
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicReference<Response> handshake = new AtomicReference<>();
  private AgentPool pool;
  private OkHttpClient client;

  @BeforeEach
  void start() throws IOException {
    server.start(InetAddress.getLoopbackAddress(), 0);
    pool = AgentPool.builder("pool")
        .failover(Balanced.QUICK)
        .agent("dead", dead.host())
        .agent("live", "127.0.0.1:" + server.getPort())
        .build();
    client = AgentPoolInterceptor.install(new OkHttpClient.Builder(), pool).build();
  }

  @AfterEach
  void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    server.close();
    dead.close();
    pool.close();
  }

  @Test
  void itIsInFlightUntilTheCallerClosesIt() throws InterruptedException {
    WebSocket callersEnd = opened();
    assertEquals("live", handshake.get().header("X-OpenClaw-Agent"));
    assertEquals("2", handshake.get().header("X-OpenClaw-Attempts"));
    assertEquals(1, live().inFlight());
    callersEnd.close(1000, "done");
    assertEndsWell();
  }

  @Test
  void itIsInFlightUntilTheAgentClosesIt() throws InterruptedException {
    opened();
    assertEquals(1, live().inFlight());
    agentsEnd.get().close(1001, "going away");
    assertEndsWell();
  }

  @Test
  void aCancelEndsItAndBlamesNobody() throws InterruptedException {
    WebSocket callersEnd = opened();
    callersEnd.cancel();
    assertEndsWell();
  }

  @Test
  void aConnectionThatIsResetIsTheAgentsFailure() throws InterruptedException {
    CountDownLatch now = new CountDownLatch(1);
    try (ScriptedAgent agent = ScriptedAgent.start("a", exchange -> {
          exchange.write(Scripts.head(
                  101,
                  "Connection: Upgrade",
                  "Upgrade: websocket",
                  "Sec-WebSocket-Accept: " + accept(exchange.request()))
              + "\r\n");
          Exchange.await(now);
          exchange.reset();
        });
        Balanced balanced = Balanced.over(agent)) {
      balanced.client.newWebSocket(request(), new CallersEnd());
      Balanced.until("no handshake", () -> handshake.get() != null);
      assertEquals(1, balanced.inFlight());
      now.countDown();
      Balanced.await(over);
      balanced.assertNothingInFlight();
      assertEquals(1, balanced.failures());
      assertEquals(1, agent.requestCount());
    }
  }

  private static String accept(SeenRequest request) throws IOException {
    String key = request.header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    return ByteString.encodeUtf8(key).sha1().base64();
  }

  @Test
  void aHandshakeThatIsDeniedEnds() throws InterruptedException {
    server.enqueue(new MockResponse.Builder().code(403).body("no").build());
    client.newWebSocket(request(), new CallersEnd());
    Balanced.await(over);
    assertEndsWell();
  }

  private WebSocket opened() throws InterruptedException {
    server.enqueue(new MockResponse.Builder().webSocketUpgrade(new AgentsEnd()).build());
    WebSocket callersEnd = client.newWebSocket(request(), new CallersEnd());
    Balanced.await(open);
    return callersEnd;
  }

  private static Request request() {
    return new Request.Builder().url("ws://pool/socket").build();
  }

  private void assertEndsWell() throws InterruptedException {
    Balanced.await(over);
    Balanced.until("still in flight: " + pool.status(), () -> live().inFlight() <= 0);
    assertEquals(0, live().inFlight());
    assertEquals(1, live().requests());
    assertEquals(0, live().failures());
    assertEquals(0, pool.status().agents().get(0).inFlight());
  }

  private AgentStatus live() {
    return pool.status().agents().get(1);
  }

  private final class AgentsEnd extends WebSocketListener {
    @Override
    public void onOpen(WebSocket socket, Response response) {
      agentsEnd.set(socket);
      open.countDown();
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
      socket.close(code, reason);
    }
  }

  private final class CallersEnd extends WebSocketListener {
    @Override
    public void onOpen(WebSocket socket, Response response) {
      handshake.set(response);
      open.countDown();
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
      socket.close(code, reason);
    }

    @Override
    public void onClosed(WebSocket socket, int code, String reason) {
      over.countDown();
    }

    @Override
    public void onFailure(WebSocket socket, Throwable t, Response response) {
      over.countDown();
    }
  }
}
