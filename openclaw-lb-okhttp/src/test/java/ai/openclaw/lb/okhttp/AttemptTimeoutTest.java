package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.okhttp.ScriptedAgent.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent that takes too long over its headers is left for another; the client's timeouts are 30 s. */
class AttemptTimeoutTest {
  private static final Duration LIMIT = Duration.ofMillis(300);
  private static final FailoverConfig LIMITED = Balanced.QUICK.withAttemptTimeout(LIMIT);

  private final ScriptedAgent first = ScriptedAgent.start("first");
  private final ScriptedAgent second = ScriptedAgent.start("second");
  private final Balanced balanced = Balanced.over(LIMITED, first, second);

  @BeforeEach
  void warmUp() throws IOException {
    assertEquals("first", balanced.text());
    assertEquals("second", balanced.text());
  }

  @AfterEach
  void close() {
    try {
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.status(second).failures());
    } finally {
      balanced.close();
    }
  }

  static Stream<Script> slowHeaders() {
    return Stream.of(Scripts.stall(), Exchange::dripHeaders);
  }

  @ParameterizedTest
  @MethodSource("slowHeaders")
  void anotherAgentIsAskedWhereAKeptConnectionStaysSilent(Script script) throws IOException {
    first.next(script);
    assertMovesOn();
  }

  @ParameterizedTest
  @MethodSource("slowHeaders")
  void anotherAgentIsAskedWhereANewConnectionStaysSilent(Script script) throws IOException {
    balanced.client.connectionPool().evictAll();
    first.next(script);
    assertMovesOn();
  }

  private void assertMovesOn() throws IOException {
    try (Response response = balanced.call(Balanced.get()).execute()) {
      assertEquals("second", response.body().string());
      assertEquals("2", response.header("X-OpenClaw-Attempts"));
    }
    assertEquals(2, first.requestCount());
    assertEquals(1, balanced.status(first).failures());
  }

  @ParameterizedTest
  @MethodSource("slowHeaders")
  void aPostThatWasSentEndsThere(Script script) {
    first.next(script);
    Call call = balanced.call(Balanced.post("x"));
    assertThrows(SocketTimeoutException.class, call::execute);
    assertEquals(1, second.requestCount());
    assertEquals(1, balanced.status(first).failures());
  }

  @Test
  void whatTheCallerGetsNamesTheLimit() {
    first.next(Exchange::dripHeaders);
    IOException thrown =
        assertThrows(IOException.class, () -> balanced.call(Balanced.post("x")).execute());
    assertEquals("no response headers within attempt_timeout: PT0.3S", thrown.getMessage());
  }

  @Test
  void aCancelBlamesNobody() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    first.next(Scripts.stall(asked));
    Call call = balanced.call(Balanced.get());
    CompletableFuture<Response> answer = InFlightTest.enqueue(call);
    Balanced.await(asked);
    call.cancel();
    assertThrows(ExecutionException.class, () -> answer.get(30, TimeUnit.SECONDS));
    assertEquals(0, balanced.failures());
  }

  /** The limit is a third of the pause between the two parts of the body. */
  @Test
  void aBodyTakesAsLongAsTheClientAllows() throws IOException {
    first.next(exchange -> {
      exchange.write(Scripts.head(200, "Transfer-Encoding: chunked") + "\r\n");
      exchange.chunk("a");
      Exchange.pause(LIMIT.multipliedBy(3));
      exchange.chunk("b");
      exchange.lastChunk();
    });
    assertEquals("ab", balanced.text());
    assertEquals(0, balanced.failures());
  }

  @Test
  void theClientsReadTimeoutGovernsTheBody() throws IOException {
    first.usually(Scripts.stallMidBody("first"));
    try (Balanced impatient = Balanced.over(
        Balanced.QUICK.withAttemptTimeout(Duration.ofHours(1)),
        client -> client.readTimeout(LIMIT),
        first)) {
      try (Response response = impatient.call(Balanced.get()).execute()) {
        assertEquals("first", response.body().source().readUtf8(5));
        assertThrows(SocketTimeoutException.class, () -> response.body().string());
      }
      impatient.assertNothingInFlight();
      assertEquals(1, impatient.failures());
    }
  }

  @Test
  void aConnectionIsKeptForCallsAfterOneInTime() throws IOException {
    for (int i = 0; i < 6; i++) {
      balanced.text();
    }
    assertEquals(1, first.connectionCount());
    assertEquals(1, second.connectionCount());
  }

  @Test
  void anAgentThatAcceptsNoConnectionIsLeftEvenByAPost() throws IOException {
    try (Deaf deaf = new Deaf()) {
      balanced.pool.add(AgentConfig.of("deaf", "127.0.0.1:" + deaf.port()));
      balanced.pool.drain("first");
      for (int i = 0; i < 2; i++) {
        try (Response response = balanced.call(Balanced.post("x")).execute()) {
          assertEquals("second", response.body().string());
        }
      }
      assertEquals(1, balanced.failures());
    }
  }

  /** Forty addresses would take a client 40 times as long, one after another. */
  @Test
  void anAgentOfManyDeafAddressesTakesNoLongerThanOne() throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      addresses.add(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) i}));
    }
    try (Deaf deaf = new Deaf();
        Balanced named = Balanced.over(
            LIMITED.withMaxRetries(0),
            client -> client.dns(host -> addresses).fastFallback(false),
            second)) {
      named.pool.add(AgentConfig.of("named", "agent.test:" + deaf.port()));
      named.pool.drain("second");
      long start = System.nanoTime();
      Request post = Balanced.post("x");
      assertThrows(IOException.class, () -> named.call(post).execute());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(LIMIT.multipliedBy(20)) < 0, () -> "took " + took);
      assertEquals(1, named.failures());
      named.assertNothingInFlight();
    }
  }

  /** A port whose queue of connections is full: it answers no further one, on any address. */
  private static final class Deaf implements AutoCloseable {
    private final ServerSocket server = new ServerSocket();
    private final List<Socket> queued = new ArrayList<>();

    Deaf() throws IOException {
      server.bind(new InetSocketAddress("0.0.0.0", 0), 1);
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        queued.add(socket);
        try {
          socket.connect(new InetSocketAddress("127.0.0.1", port()), 50);
        } catch (SocketTimeoutException full) {
          return;
        }
      }
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : queued) {
        socket.close();
      }
      server.close();
    }
  }
}
