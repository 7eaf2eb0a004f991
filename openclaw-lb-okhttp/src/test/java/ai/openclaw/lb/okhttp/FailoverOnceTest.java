package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.lb.config.AgentConfig;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each call arrives, and nothing arrives twice that may not. */
class FailoverOnceTest {
  @Test
  void aPostThatDiesOnAKeptConnectionIsNotSentTwice() throws IOException {
    try (ScriptedAgent first = ScriptedAgent.start("first");
        ScriptedAgent second = ScriptedAgent.start("second");
        Balanced balanced = Balanced.over(first, second)) {
      assertEquals("first", balanced.text());
      assertEquals("second", balanced.text());
      first.next(Scripts.reset());
      assertThrows(IOException.class, () -> balanced.call(Balanced.post("x")).execute());
      assertEquals(2, first.requestCount());
      assertEquals(1, second.requestCount());
      assertEquals(1, balanced.status(first).failures());
      balanced.assertNothingInFlight();
    }
  }

  @Test
  void killingOneOfThreeAgentsUnderLoadLosesNoGet() throws InterruptedException {
    int threads = 8;
    int callsEach = 500;
    try (ScriptedAgent a = ScriptedAgent.start("a");
        ScriptedAgent b = ScriptedAgent.start("b");
        ScriptedAgent c = ScriptedAgent.start("c");
        Balanced balanced = Balanced.over(a, b, c)) {
      AtomicInteger begun = new AtomicInteger();
      ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
      CountDownLatch done = new CountDownLatch(threads);
      for (int t = 0; t < threads; t++) {
        new Thread(() -> {
              for (int i = 0; i < callsEach; i++) {
                if (begun.incrementAndGet() == 1000) {
                  b.kill();
                }
                get(balanced, wrong);
              }
              done.countDown();
            })
            .start();
      }
      Balanced.await(done);
      assertEquals(List.of(), List.copyOf(wrong));
      balanced.assertNothingInFlight();
      assertEquals(threads * callsEach, balanced.pool.status().requests());
      assertEquals(1.0, balanced.pool.status().successRate());
      assertEquals(0, balanced.status(a).failures() + balanced.status(c).failures());
    }
  }

  private static void get(Balanced balanced, ConcurrentLinkedQueue<String> wrong) {
    try (Response response = balanced.call(Balanced.get()).execute()) {
      String agent = response.header("X-OpenClaw-Agent");
      String body = response.body().string();
      if (response.code() != 200 || !body.equals(agent)) {
        wrong.add(response.code() + " " + agent + " " + body);
      }
    } catch (IOException e) {
      wrong.add(e.toString());
    }
  }

  @Test
  void anUnknownHostMovesOnAlsoWithAOneShotBody() throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.start("a");
        Balanced balanced = Balanced.over(
            Balanced.QUICK,
            client -> client.dns(host -> {
              throw new UnknownHostException(host);
            }),
            agent)) {
      balanced.pool.add(AgentConfig.of("lost", "lost.test:80"));
      Set<String> attempts = new TreeSet<>();
      for (int i = 0; i < 2; i++) {
        Request post = Balanced.get().newBuilder().post(new OneShotBody("once")).build();
        try (Response response = balanced.call(post).execute()) {
          assertEquals("a", response.body().string());
          attempts.add(response.header("X-OpenClaw-Attempts"));
        }
      }
      assertEquals(Set.of("1", "2"), attempts);
      assertEquals(1, balanced.failures());
      balanced.assertNothingInFlight();
    }
  }

  @Test
  void aBodyThatWaitsForLeaveArrivesWhole() throws IOException {
    try (ScriptedAgent dead = ScriptedAgent.refusing("dead");
        ScriptedAgent agent = ScriptedAgent.start("a", exchange -> {
          exchange.letBodyCome();
          Scripts.echo().answer(exchange);
        });
        Balanced balanced = Balanced.over(dead, agent)) {
      Request post = Balanced.get()
          .newBuilder()
          .header("Expect", "100-continue")
          .post(new OneShotBody("whole"))
          .build();
      try (Response response = balanced.call(post).execute()) {
        assertEquals("whole", response.body().string());
      }
      balanced.assertNothingInFlight();
    }
  }

  @Test
  void aBodyThatGetsNoLeaveIsNotSent() throws IOException {
    try (ScriptedAgent busy = ScriptedAgent.start("busy", Scripts.answer(503, "not now"));
        ScriptedAgent other = ScriptedAgent.start("other");
        Balanced balanced = Balanced.over(busy, other)) {
      Request post =
          Balanced.post("body").newBuilder().header("Expect", "100-continue").build();
      other.usually(exchange -> {
        exchange.letBodyCome();
        Scripts.echo().answer(exchange);
      });
      try (Response response = balanced.call(post).execute()) {
        assertEquals("body", response.body().string());
      }
      assertEquals("", busy.requests().get(0).body());
      balanced.assertNothingInFlight();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aOneShotBodyThatGotNoLeaveGoesToAnotherAgent(int status) throws IOException {
    try (ScriptedAgent busy =
            ScriptedAgent.start("busy", Scripts.answer(status, "", "Retry-After: 0"));
        ScriptedAgent other = ScriptedAgent.start("other", exchange -> {
          exchange.letBodyCome();
          Scripts.echo().answer(exchange);
        });
        Balanced balanced = Balanced.over(busy, other)) {
      Request post = oneShot().header("Expect", "100-continue").build();
      try (Response response = balanced.call(post).execute()) {
        assertEquals("whole", response.body().string());
        assertEquals("2", response.header("X-OpenClaw-Attempts"));
      }
      assertEquals(1, busy.requestCount());
      assertEquals("", busy.requests().get(0).body());
      assertEquals(2, balanced.attempts());
      balanced.assertNothingInFlight();
    }
  }

  @Test
  void aOneShotBodyThatHasBeenSentStays() throws IOException {
    try (ScriptedAgent busy = ScriptedAgent.start("busy", exchange -> {
          exchange.letBodyCome();
          Scripts.answer(503, "busy").answer(exchange);
        });
        ScriptedAgent other = ScriptedAgent.start("other");
        Balanced balanced = Balanced.over(busy, other)) {
      Request post = oneShot().header("Expect", "100-continue").build();
      try (Response response = balanced.call(post).execute()) {
        assertEquals("busy", response.body().string());
      }
      busy.usually(Scripts.answer(503, "busy again"));
      other.next(Scripts.answer(200, "other"));
      assertEquals("other", balanced.text());
      try (Response response = balanced.call(oneShot().build()).execute()) {
        assertEquals("busy again", response.body().string());
      }
      assertEquals(2, busy.requestCount());
      assertEquals(1, other.requestCount());
      balanced.assertNothingInFlight();
    }
  }

  @Test
  void aOneShotBodyThatEveryAgentRefusesEndsInTheLastRefusal() throws IOException {
    try (ScriptedAgent busy = ScriptedAgent.start("busy", Scripts.answer(503, "busy"));
        Balanced balanced = Balanced.over(busy)) {
      Request post = oneShot().header("Expect", "100-continue").build();
      try (Response response = balanced.call(post).execute()) {
        assertEquals("busy", response.body().string());
        assertEquals("3", response.header("X-OpenClaw-Attempts"));
      }
      assertEquals(3, busy.requestCount());
      assertEquals(3, balanced.attempts());
      balanced.assertNothingInFlight();
    }
  }

  private static Request.Builder oneShot() {
    return Balanced.get().newBuilder().post(new OneShotBody("whole"));
  }

  @Test
  void eachFailedAnswerIsClosedBeforeTheNextAttempt() throws IOException {
    try (ScriptedAgent first = ScriptedAgent.start("first", Scripts.chunked("x"));
        ScriptedAgent second = ScriptedAgent.start("second", Scripts.answer(503, "busy"));
        ScriptedAgent third = ScriptedAgent.start("third", Scripts.answer(502, "bad"));
        Balanced balanced = Balanced.over(first, second, third)) {
      for (int i = 0; i < 6; i++) {
        assertEquals("x", balanced.text(), "call " + i);
      }
      // A response left open would have cost a new connection each time, or an
      // IllegalStateException.
      assertEquals(
          0,
          balanced.client.connectionPool().connectionCount()
              - balanced.client.connectionPool().idleConnectionCount());
      balanced.assertNothingInFlight();
    }
  }
}
