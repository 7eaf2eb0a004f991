package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.okhttp.ScriptedAgent.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A WebSocket whose handshake fails is opened to another agent; what comes after it is not limited. */
class WebSocketFailoverTest {
  private static final Duration LIMIT = Duration.ofMillis(300);
  private static final FailoverConfig LIMITED =
      Balanced.QUICK.withMaxRetries(10).withAttemptTimeout(LIMIT);

  private final ScriptedAgent first = ScriptedAgent.start("first");
  private final ScriptedAgent second = ScriptedAgent.start("second", WebSocketFailoverTest::greet);
  private final Balanced balanced = Balanced.over(LIMITED, first, second);

  @AfterEach
  void close() {
    balanced.close();
  }

  /** Shakes hands, says something after three times the limit, and waits for the caller to go. */
  private static void greet(Exchange exchange) throws IOException {
    String key = exchange.request().header("Sec-WebSocket-Key");
    String accept = ByteString.encodeUtf8(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
        .sha1()
        .base64();
    exchange.write(Scripts.head(
            101,
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Protocol: v4",
            "Sec-WebSocket-Accept: " + accept)
        + "\r\n");
    Exchange.pause(LIMIT.multipliedBy(3));
    exchange.write(new byte[] {(byte) 0x81, 2, 'h', 'i'});
    exchange.awaitEnd();
  }

  static Stream<Script> failures() {
    return Stream.of(
        Scripts.answer(503, "busy"), Scripts.reset(), Scripts.stall(), Exchange::dripHeaders);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void anotherAgentIsAskedForTheHandshake(Script failure) throws Exception {
    first.usually(failure);
    assertGreeted();
    assertEquals(1, first.requestCount());
    assertEquals(1, balanced.status(first).failures());
  }

  @Test
  void headersAndProtocolReachTheAgent() throws Exception {
    first.kill();
    assertGreeted();
    SeenRequest seen = second.requests().get(0);
    assertEquals("Bearer token", seen.header("Authorization"));
    assertEquals("v4", seen.header("Sec-WebSocket-Protocol"));
    assertEquals("/socket?q=1", seen.target());
  }

  private void assertGreeted() throws Exception {
    CallersEnd callersEnd = new CallersEnd();
    Request request = new Request.Builder()
        .url("ws://pool/socket?q=1")
        .header("Authorization", "Bearer token")
        .header("Sec-WebSocket-Protocol", "v4")
        .build();
    WebSocket socket = balanced.client.newWebSocket(request, callersEnd);
    assertEquals("hi", callersEnd.greeting.get(30, TimeUnit.SECONDS));
    assertEquals(1, balanced.inFlight());
    socket.cancel();
    assertEquals(0, balanced.status(second).failures());
    Invariants.of(balanced).calls(1).nothingIsLeft();
  }

  private static final class CallersEnd extends WebSocketListener {
    private final CompletableFuture<String> greeting = new CompletableFuture<>();

    @Override
    public void onMessage(WebSocket socket, String text) {
      greeting.complete(text);
    }

    @Override
    public void onFailure(WebSocket socket, Throwable thrown, Response response) {
      greeting.completeExceptionally(thrown);
    }
  }
}
