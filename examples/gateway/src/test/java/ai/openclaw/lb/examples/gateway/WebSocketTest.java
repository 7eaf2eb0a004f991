package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
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

/** WebSockets pass through, are in flight while they are open, and end on both sides. */
class WebSocketTest {
  private final MockWebServer agent = new MockWebServer();
  private final Side client = new Side();
  private final Side server = new Side();
  private final OkHttpClient http = new OkHttpClient();
  private Behind behind;

  /** One side's end of the connection, and what came there. */
  private static final class Side extends WebSocketListener {
    final BlockingQueue<String> seen = new ArrayBlockingQueue<>(100);
    volatile WebSocket socket;
    volatile Response handshake;

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
      socket = webSocket;
      handshake = response;
      seen.add("open");
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
      seen.add(text);
    }

    @Override
    public void onMessage(WebSocket webSocket, ByteString bytes) {
      seen.add(bytes.hex());
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
      seen.add(code + " " + reason);
      webSocket.close(code, reason);
    }

    @Override
    public void onClosed(WebSocket webSocket, int code, String reason) {
      seen.add("closed");
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable t, Response response) {
      handshake = response;
      seen.add("failed");
    }

    void assertNext(String expected) throws InterruptedException {
      assertEquals(expected, seen.poll(RawPeer.LONGEST.toSeconds(), TimeUnit.SECONDS));
    }
  }

  @BeforeEach
  void start() throws IOException {
    agent.start(InetAddress.getLoopbackAddress(), 0);
    behind = Behind.document("instances: [{id: a, host: \"127.0.0.1:" + agent.getPort() + "\"}]");
  }

  @AfterEach
  void close() {
    http.dispatcher().cancelAll();
    http.dispatcher().executorService().shutdown();
    behind.close();
    agent.close();
  }

  private void open() throws InterruptedException {
    agent.enqueue(new MockResponse.Builder()
        .addHeader("Sec-WebSocket-Protocol", "openclaw.v4")
        .webSocketUpgrade(server)
        .build());
    dial();
    client.assertNext("open");
    server.assertNext("open");
  }

  private void dial() {
    Request request = new Request.Builder()
        .url("ws://127.0.0.1:" + behind.gateway.address().getPort() + "/socket?x=1")
        .header("Sec-WebSocket-Protocol", "openclaw.v4")
        .build();
    http.newWebSocket(request, client);
  }

  @Test
  void messagesPassBothWaysAndTheHandshakeIsTheAgents() throws Exception {
    open();
    assertEquals(1, behind.inFlight());
    assertEquals("openclaw.v4", client.handshake.header("Sec-WebSocket-Protocol"));
    assertEquals("a", client.handshake.header("X-OpenClaw-Agent"));
    assertEquals("/socket?x=1", agent.takeRequest().getTarget());
    client.socket.send("text");
    server.assertNext("text");
    server.socket.send(ByteString.of((byte) 0, (byte) 255));
    client.assertNext("00ff");
    String large = "x".repeat(300_000);
    server.socket.send(large);
    client.assertNext(large);
    client.socket.send(large);
    server.assertNext(large);
  }

  @Test
  void theClientClosesIt() throws Exception {
    open();
    client.socket.close(1000, "done");
    server.assertNext("1000 done");
    server.assertNext("closed");
    client.assertNext("1000 done");
    behind.assertNothingInFlight();
    assertEquals(0, behind.failures());
  }

  @Test
  void theAgentClosesIt() throws Exception {
    open();
    server.socket.close(1012, "restart");
    client.assertNext("1012 restart");
    client.assertNext("closed");
    behind.assertNothingInFlight();
    assertEquals(0, behind.failures());
  }

  @Test
  void aClientThatGoesAwayEndsIt() throws Exception {
    open();
    client.socket.cancel();
    server.assertNext("failed");
    behind.assertNothingInFlight();
  }

  @Test
  void anAgentThatGoesAwayEndsIt() throws Exception {
    open();
    agent.close();
    client.assertNext("failed");
    behind.assertNothingInFlight();
  }

  @Test
  void aRefusalPasses() throws Exception {
    agent.enqueue(new MockResponse.Builder().code(403).body("no").build());
    dial();
    client.assertNext("failed");
    assertEquals(403, client.handshake.code());
    behind.assertNothingInFlight();
  }

  @Test
  void theEndOfTheGatewayIsTheirEnd() throws Exception {
    open();
    behind.close();
    client.assertNext("failed");
    server.assertNext("failed");
  }
}
