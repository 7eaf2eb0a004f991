package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client asks reaches an agent as it is, and what it may not ask reaches none. */
class RequestsTest {
  private static final Limits SMALL =
      new Limits(4096, 20, 64 << 10, 1024, 64, 8, Limits.DEFAULTS.clientTime());

  private static String post(String body) {
    return "POST /v1/chat HTTP/1.1\r\nHost: gateway\r\nContent-Length: " + body.length()
        + "\r\n\r\n" + body;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1/chat?x=1&y=%20%2B+",
        "/a%2Fb%20c/%E6%9C%AA;p=1?q=a;b",
        "//evil.example/x",
        "/a//b/",
        "/v1/@x:y,z!$&'()*+=~?a=/?:@!$()*,;",
        "/?a=1?b=2"
      })
  void pathAndQueryPassByteForByte(String target) throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      assertEquals(200, behind.ask(Behind.GET.replace("/v1/chat?x=1", target)).status());
      assertEquals(target, agent.request().target());
      assertEquals(agent.host(), agent.request().header("Host"));
    }
  }

  @Test
  void theAbsoluteFormNamesNoOtherHost() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      behind.ask(
          "GET http://evil.example:81/v1/a%2Fb;p?x=1 HTTP/1.1\r\nHost: evil.example:81\r\n\r\n");
      assertEquals("/v1/a%2Fb;p?x=1", agent.request().target());
      assertEquals(agent.host(), agent.request().header("Host"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/../../../b", "/%2e%2e/b", "/./b"})
  void noPathLeadsOutOfAnAgentsBasePath(String target) throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind =
            Behind.document("instances: [{id: a, host: \"http://" + agent.host() + "/agents\"}]")) {
      behind.ask(Behind.GET.replace("/v1/chat?x=1", target));
      assertEquals("/agents/b", agent.request().target());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT evil.example:80", "OPTIONS *", "GET evil"})
  void targetsThatAreNoPathsReachNoAgent(String start) throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      assertEquals(400, behind.ask(start + " HTTP/1.1\r\nHost: gateway\r\n\r\n").status());
      assertEquals(0, agent.requests().size());
    }
  }

  @Test
  void headersOfTheConnectionStayBehindAndNoneIsAdded() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      behind.ask(
          "GET / HTTP/1.1\r\nHost: gateway\r\nConnection: close, X-Private\r\nX-Private: 1\r\n"
              + "TE: trailers\r\nProxy-Authorization: x\r\nAuthorization: Bearer t\r\nX-Two: 1\r\nX-Two: 2\r\n"
              + "X-Name: J\u00c3\u00bcrgen\r\n\r\n");
      String head = agent.request().head();
      assertNull(agent.request().header("X-Private"), head);
      assertNull(agent.request().header("TE"), head);
      assertNull(agent.request().header("Proxy-Authorization"), head);
      assertEquals("Bearer t", agent.request().header("Authorization"));
      assertTrue(head.contains("X-Two: 1\r\n") && head.contains("X-Two: 2\r\n"), head);
      assertEquals("J\u00c3\u00bcrgen", agent.request().header("X-Name"));
      assertFalse(head.toLowerCase(Locale.ROOT).contains("forwarded"), head);
      assertFalse(head.toLowerCase(Locale.ROOT).contains("\r\nvia:"), head);
    }
  }

  @Test
  void whatTheClientAcceptsIsWhatTheAgentIsTold() throws IOException {
    try (RawAgent agent = RawAgent.start(
            "a",
            (request, client) -> client.write(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nzip"));
        Behind behind = Behind.of(agent)) {
      RawMessage answer =
          behind.ask(Behind.GET.replace("\r\n\r\n", "\r\nAccept-Encoding: gzip\r\n\r\n"));
      assertEquals("gzip", answer.header("Content-Encoding"));
      assertEquals("zip", answer.body());
    }
  }

  @Test
  void aPutIsSentAgainWithItsBodyWhereAnAgentBreaksOff() throws IOException {
    try (RawAgent broken = RawAgent.start("broken", (request, client) -> client.close());
        RawAgent well = RawAgent.start("well");
        Behind behind = Behind.of(broken, well)) {
      for (int i = 0; i < 4; i++) {
        RawMessage answer = behind.ask(post("the body").replace("POST", "PUT"));
        assertEquals(200, answer.status());
        assertEquals("well", answer.body());
      }
      assertNotEquals(0, broken.requests().size());
      well.requests().forEach(request -> assertEquals("the body", request.body()));
    }
  }

  @Test
  void aChunkedBodyPasses() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      client.write("POST / HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.chunk("one ").chunk("two");
      assertEquals(200, client.ask("0\r\n\r\n").status());
      assertEquals("one two", agent.request().body());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 1024, 1025, 5000, 40_000})
  void aConnectionGoesOnAfterABodyOfAnyLength(int length) throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(SMALL, Behind.STEADY, agent);
        RawPeer client = behind.connect()) {
      for (int i = 0; i < 3; i++) {
        assertEquals(200, client.ask(post("x".repeat(length))).status());
      }
    }
  }

  @Test
  void aBodyThatIsTooLongToHoldPassesAsItComes() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(SMALL, Behind.STEADY, agent);
        RawPeer client = behind.connect()) {
      client.write(
          "POST / HTTP/1.1\r\nHost: gateway\r\nContent-Length: 40000\r\n\r\n" + "x".repeat(20_000));
      Behind.until("no call yet", () -> behind.inFlight() == 1);
      assertEquals(200, client.ask("y".repeat(20_000)).status());
      assertEquals("x".repeat(20_000) + "y".repeat(20_000), agent.request().body());
      assertEquals(200, client.ask(Behind.GET).status(), "the connection goes on");
    }
  }

  @Test
  void whoExpectsLeaveToSendABodyGetsIt() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      client.write(
          "POST / HTTP/1.1\r\nHost: gateway\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      assertEquals(100, new RawMessage(client.readHead(), "").status());
      assertEquals(200, client.ask("body").status());
      assertEquals("body", agent.request().body());
    }
  }

  @Test
  void aBodyOverTheLimitIsRefused() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(SMALL, Behind.STEADY, agent);
        RawPeer client = behind.connect()) {
      assertEquals(
          413,
          client
              .ask("POST / HTTP/1.1\r\nHost: gateway\r\nContent-Length: 70000\r\n\r\n")
              .status());
      assertEquals(0, agent.requests().size());
    }
  }

  @Test
  void aBodyThatGrowsOverTheLimitIsRefused() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(SMALL, Behind.STEADY, agent);
        RawPeer client = behind.connect()) {
      client.write("POST / HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.chunk("x".repeat(60_000)).write(Integer.toHexString(60_000) + "\r\nx");
      String answer = client.readToEnd();
      assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 413"), answer);
      behind.assertNothingInFlight();
      assertEquals(0, behind.failures());
    }
  }

  @Test
  void headersOverTheLimitAreRefused() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(SMALL, Behind.STEADY, agent);
        RawPeer client = behind.connect()) {
      String answer =
          client.write("GET / HTTP/1.1\r\nX: " + "x".repeat(8000) + "\r\n\r\n").readToEnd();
      assertTrue(
          answer.isEmpty() || answer.startsWith("HTTP/1.1 4") || answer.equals("<reset>"), answer);
      assertEquals(0, agent.requests().size());
    }
  }

  @Test
  void tooManyHeadersAreRefused() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(SMALL, Behind.STEADY, agent)) {
      assertEquals(
          400, behind.ask("GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(30) + "\r\n").status());
    }
  }

  @Test
  void aGetWithABodyIsRefused() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      assertEquals(400, behind.ask(post("x").replace("POST", "GET")).status());
      assertEquals(0, agent.requests().size());
    }
  }

  @Test
  void aDeleteNeedsNoBody() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      assertEquals(200, behind.ask(Behind.GET.replace("GET", "DELETE")).status());
      assertEquals("", agent.request().body());
    }
  }

  @Test
  void requestsThatAreSentAheadAreAnsweredInOrder() throws IOException {
    try (RawAgent agent =
            RawAgent.start("a", (request, client) -> client.write(RawAgent.ok(request.target())));
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      client.write(Behind.GET.replace("x=1", "x=1")
          + Behind.GET.replace("x=1", "x=2")
          + Behind.GET.replace("x=1", "x=3"));
      for (int i = 1; i <= 3; i++) {
        assertEquals("/v1/chat?x=" + i, client.read().body());
      }
    }
  }
}
