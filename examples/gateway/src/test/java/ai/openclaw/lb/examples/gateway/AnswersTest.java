package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent answers reaches the client as it is, and as soon as it comes. */
class AnswersTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @Test
  void eachEventOfAStreamPassesBeforeTheNextIsThere() throws IOException {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    try (RawAgent agent = RawAgent.start("a", (request, client) -> {
          client.write(
              "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
          Behind.await(first);
          client.chunk("data: 1\n\n");
          Behind.await(second);
          client.chunk("data: [DONE]\n\n").write("0\r\n\r\n");
        });
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      client.write(Behind.GET);
      RawMessage head = new RawMessage(client.readHead(), "");
      assertEquals("text/event-stream", head.header("Content-Type"));
      first.countDown();
      assertEquals("data: 1\n\n", client.readChunk());
      assertEquals(1, behind.inFlight());
      second.countDown();
      assertEquals("data: [DONE]\n\n", client.readChunk());
      assertEquals("", client.readChunk());
      behind.assertNothingInFlight();
      assertEquals(200, client.ask(Behind.GET).status(), "the connection goes on");
    }
  }

  @Test
  void headersOfTheConnectionStayBehindAndAllOthersPass() throws IOException {
    try (RawAgent agent = RawAgent.start(
            "a",
            (request, client) -> client.write(
                "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Private\r\nKeep-Alive: timeout=5\r\n"
                    + "X-Private: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Name: J\u00c3\u00bcrgen\r\nContent-Length: 0\r\n\r\n"));
        Behind behind = Behind.of(agent)) {
      RawMessage answer = behind.ask(Behind.GET);
      assertNull(answer.header("X-Private"));
      assertNull(answer.header("Keep-Alive"));
      assertTrue(answer.head().contains("Set-Cookie: a=1\r\n"), answer.head());
      assertTrue(answer.head().contains("Set-Cookie: b=2\r\n"), answer.head());
      assertEquals("J\u00c3\u00bcrgen", answer.header("X-Name"));
      assertEquals("a", answer.header("X-OpenClaw-Agent"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5_000, 70_000})
  void aLengthThatTheAgentTellsIsToldToTheClient(int length) throws IOException {
    String body = "x".repeat(length);
    try (RawAgent agent =
            RawAgent.start("a", (request, client) -> client.write(RawAgent.ok(body)));
        Behind behind = Behind.of(agent)) {
      RawMessage answer = behind.ask(Behind.GET);
      assertEquals(Integer.toString(length), answer.header("Content-Length"));
      assertNull(answer.header("Transfer-Encoding"));
      assertEquals(body, answer.body());
    }
  }

  @Test
  void theAnswerToHeadHasTheHeadersAndNoBody() throws IOException {
    try (RawAgent agent = RawAgent.start(
            "a",
            (request, client) -> client.write("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n"));
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      for (int i = 0; i < 2; i++) {
        client.write(Behind.GET.replace("GET", "HEAD"));
        RawMessage answer = new RawMessage(client.readHead(), "");
        assertEquals("12345", answer.header("Content-Length"));
      }
    }
  }

  @Test
  void theAnswerToHeadClaimsNoLengthThatTheAgentDoesNot() throws IOException {
    try (RawAgent agent = RawAgent.start("a", (request, client) -> client.write(CHUNKED));
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      for (int i = 0; i < 2; i++) {
        client.write(Behind.GET.replace("GET", "HEAD"));
        assertNull(new RawMessage(client.readHead(), "").header("Content-Length"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"204 No Content", "304 Not Modified", "304 Not Modified\r\nContent-Length: 9"})
  void answersThatHaveNoBodyLeaveTheConnectionInOrder(String status) throws IOException {
    try (RawAgent agent = RawAgent.start(
            "a",
            (request, client) -> client.write("HTTP/1.1 " + status + "\r\nETag: \"1\"\r\n\r\n"));
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      for (int i = 0; i < 2; i++) {
        client.write(Behind.GET);
        RawMessage answer = new RawMessage(client.readHead(), "");
        assertEquals(status.substring(0, 3), Integer.toString(answer.status()));
        assertEquals("\"1\"", answer.header("ETag"));
        assertNull(answer.header("Transfer-Encoding"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"keep-alive", "close"})
  void anAgentThatBreaksOffAChunkedAnswerCutsTheClientOff(String connection) throws IOException {
    try (RawAgent agent = RawAgent.start(
            "a", (request, client) -> client.write(CHUNKED).chunk("half").close());
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      client.write(Behind.GET.replace("\r\n\r\n", "\r\nConnection: " + connection + "\r\n\r\n"));
      client.readHead();
      assertEquals("half", client.readChunk());
      assertFalse(client.readToEnd().contains("0\r\n\r\n"), "a clean end");
      behind.assertNothingInFlight();
      assertEquals(1, behind.failures());
    }
  }

  @Test
  void anAgentThatBreaksOffAnAnswerOfKnownLengthCutsTheClientOff() throws IOException {
    try (RawAgent agent = RawAgent.start(
            "a",
            (request, client) -> client
                .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
                .close());
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      assertThrows(EOFException.class, () -> client.ask(Behind.GET));
      behind.assertNothingInFlight();
    }
  }

  @Test
  void aClientOfHttp10IsToldOfABrokenAnswerByAReset() throws IOException {
    try (RawAgent agent = RawAgent.start(
            "a", (request, client) -> client.write(CHUNKED).chunk("half").close());
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      client.write("GET / HTTP/1.0\r\n\r\n");
      assertTrue(client.readToEnd().endsWith("<reset>"));
    }
  }

  @Test
  void whereNoAgentAnswersTheClientGetsTheFallback() throws IOException {
    RawAgent agent = RawAgent.start("a");
    String fallback =
        "failover: {max_retries: 0, fallback_response: {status: 503, body: '{\"code\": \"NONE\"}'}}\n";
    try (Behind behind = Behind.of(Limits.DEFAULTS, fallback, agent)) {
      agent.close();
      RawMessage answer = behind.ask(Behind.GET);
      assertEquals(503, answer.status());
      assertEquals("{\"code\": \"NONE\"}", answer.body());
      assertNull(answer.header("X-OpenClaw-Agent"));
    }
  }

  @Test
  void withoutAFallbackItIsABadGateway() throws IOException {
    RawAgent agent = RawAgent.start("a");
    try (Behind behind = Behind.of(agent)) {
      agent.close();
      assertEquals(502, behind.ask(Behind.GET).status());
    }
  }
}
