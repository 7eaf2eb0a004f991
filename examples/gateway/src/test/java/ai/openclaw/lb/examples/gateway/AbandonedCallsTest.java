package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that goes away ends its call, so that the agent can stop to think. */
class AbandonedCallsTest {
  private final AtomicReference<String> agentSaw = new AtomicReference<>();

  /** An agent that sends this, and then nothing until its caller ends the connection. */
  private RawAgent thinking(String first) {
    return RawAgent.start("a", (request, client) -> {
      client.write(first);
      agentSaw.set(client.readToEnd());
      client.close();
    });
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void theAgentLosesItsCallerWhenTheClientGoes(boolean streaming, boolean reset)
      throws IOException {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    try (RawAgent agent = thinking(streaming ? head : "");
        Behind behind = Behind.of(agent)) {
      RawPeer client = behind.connect().write(Behind.GET);
      Behind.until("no call", () -> agent.requests().size() == 1);
      if (streaming) {
        client.readHead();
        client.readChunk();
      }
      assertEquals(1, behind.inFlight());
      if (reset) {
        client.reset();
      } else {
        client.close();
      }
      behind.assertNothingInFlight();
      Behind.until("the agent was not told", () -> agentSaw.get() != null);
      assertEquals(0, behind.failures(), "nobody's fault");
    }
  }

  @Test
  void soItIsAfterABodyWasSent() throws IOException {
    Limits limits = new Limits(4096, 20, 1 << 20, 10, 64, 8, Limits.DEFAULTS.clientTime());
    try (RawAgent agent = thinking("");
        Behind behind = Behind.of(limits, Behind.STEADY, agent)) {
      for (String body : List.of("short", "longer than what is held")) {
        agentSaw.set(null);
        int before = agent.requests().size();
        RawPeer client = behind.connect();
        client.write(
            "POST / HTTP/1.1\r\nHost: g\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        Behind.until("no call", () -> agent.requests().size() > before);
        client.close();
        behind.assertNothingInFlight();
        Behind.until("the agent was not told", () -> agentSaw.get() != null);
      }
    }
  }

  @Test
  void aRequestThatComesAheadIsNoSignOfLeaving() throws IOException {
    CountDownLatch thought = new CountDownLatch(1);
    try (RawAgent agent = RawAgent.start("a", (request, client) -> {
          Behind.await(thought);
          client.write(RawAgent.ok(request.target()));
        });
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      client.write(Behind.GET);
      Behind.until("no call", () -> agent.requests().size() == 1);
      client.write(Behind.GET.replace("x=1", "x=2"));
      thought.countDown();
      assertEquals("/v1/chat?x=1", client.read().body());
      assertEquals("/v1/chat?x=2", client.read().body());
      assertEquals("/v1/chat?x=3", client.ask(Behind.GET.replace("x=1", "x=3")).body());
    }
  }

  @Test
  void aClientThatTakesNothingIsLeftAfterAWhile() throws IOException {
    Limits impatient = new Limits(4096, 20, 1 << 20, 10, 64, 8, Duration.ofMillis(300));
    String endless = "x".repeat(1 << 20);
    try (RawAgent agent = RawAgent.start("a", (request, client) -> {
          client.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
          for (int i = 0; i < 900; i++) {
            client.write(endless);
          }
        });
        Behind behind = Behind.of(impatient, Behind.STEADY, agent);
        RawPeer client = RawPeer.slow(behind.gateway.address())) {
      client.write(Behind.GET);
      Behind.until("no call", () -> agent.requests().size() == 1);
      behind.assertNothingInFlight();
      assertEquals(0, behind.failures(), "nobody's fault");
      assertTrue(client.readToEnd().length() < 100_000_000);
    }
  }

  @Test
  void aClientThatSendsItsHeadersTooSlowlyIsLeft() throws IOException {
    Limits impatient = new Limits(4096, 20, 1 << 20, 10, 64, 8, Duration.ofMillis(300));
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(impatient, Behind.STEADY, agent);
        RawPeer client = behind.connect()) {
      client.write("GET / HTTP/1.1\r\nHost:").readToEnd();
      assertEquals(0, agent.requests().size());
    }
  }

  @Test
  void aClientThatSendsItsBodyTooSlowlyIsLeft() throws IOException {
    Limits impatient = new Limits(4096, 20, 1 << 20, 10, 64, 8, Duration.ofMillis(300));
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(impatient, Behind.STEADY, agent);
        RawPeer client = behind.connect()) {
      client.write("POST / HTTP/1.1\r\nHost: g\r\nContent-Length: 100\r\n\r\nx").readToEnd();
      behind.assertNothingInFlight();
      assertEquals(0, behind.failures(), "nobody's fault");
    }
  }
}
