package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlainExchangeTest {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final ProbeTarget TARGET = new ProbeTarget("a", URI.create("http://a"));

  private final ProbeLoop loop = new ProbeLoop("plain-exchange-test");

  private static PlainExchange exchange(byte[] request, Integer... ports) {
    List<InetSocketAddress> addresses = Arrays.stream(ports)
        .map(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .toList();
    return new PlainExchange(addresses, request, new AnswerParser(type -> true));
  }

  private AnswerParser answer(PlainExchange exchange) throws Exception {
    loop.begin(exchange);
    return exchange.answer.get(30, TimeUnit.SECONDS);
  }

  private Throwable failure(PlainExchange exchange) {
    return assertThrows(ExecutionException.class, () -> answer(exchange)).getCause();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  void theFirstAddressThatAcceptsIsAsked() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.http(200, "one"));
        RawServer next = RawServer.answering(RawServer.http(200, "two"))) {
      int[] closed = {freePort(), freePort()};
      AnswerParser answer =
          answer(exchange(REQUEST, closed[0], closed[1], server.port(), next.port()));
      assertEquals("one", new String(answer.body(), StandardCharsets.UTF_8));
      assertEquals(0, next.requests.size());
    }
  }

  @Test
  void withNoAddressThatAcceptsTheLastOneTellsWhy() throws Exception {
    assertInstanceOf(ConnectException.class, failure(exchange(REQUEST, freePort(), freePort())));
  }

  @Test
  void anAddressThatBreaksOffIsNotFollowedByAnother() throws Exception {
    try (RawServer server = RawServer.answering("SSH-2.0");
        RawServer next = RawServer.answering(RawServer.http(200, "two"))) {
      PlainExchange exchange = exchange(REQUEST, server.port(), next.port());
      assertInstanceOf(ProtocolException.class, failure(exchange));
      server.disconnected.get(30, TimeUnit.SECONDS);
      assertEquals(0, next.requests.size());
    }
  }

  @Test
  void aResetIsTold() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PlainExchange exchange = exchange(REQUEST, server.getLocalPort());
      loop.begin(exchange);
      Socket accepted = server.accept();
      accepted.getInputStream().readNBytes(REQUEST.length); // or sending it tells of a broken pipe
      accepted.setSoLinger(true, 0);
      accepted.close();
      Throwable lost = assertThrows(
              ExecutionException.class, () -> exchange.answer.get(30, TimeUnit.SECONDS))
          .getCause();
      assertInstanceOf(SocketException.class, lost);
      assertTrue(Failure.of(TARGET, lost).detail().startsWith("connection lost: "), lost::toString);
    }
  }

  @Test
  void aRequestThatFillsTheSocketIsSentToItsEnd() throws Exception {
    byte[] request = ("GET / HTTP/1.1\r\nX: " + "x".repeat(8 << 20) + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PlainExchange exchange = exchange(request, server.getLocalPort());
      loop.begin(exchange);
      try (Socket accepted = server.accept()) {
        assertArrayEquals(request, accepted.getInputStream().readNBytes(request.length));
        accepted
            .getOutputStream()
            .write(RawServer.http(200, "").getBytes(StandardCharsets.US_ASCII));
        assertEquals(200, exchange.answer.get(30, TimeUnit.SECONDS).status());
      }
    }
  }

  @Test
  void whatNobodyWaitsForDoesNotBegin() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.http(200, ""))) {
      PlainExchange unwanted = exchange(REQUEST, server.port());
      unwanted.answer.cancel(true);
      loop.begin(unwanted);
      answer(exchange(REQUEST, server.port()));
      assertEquals(1, server.requests.size());
    }
  }
}
