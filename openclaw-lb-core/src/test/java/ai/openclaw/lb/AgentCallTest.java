package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.RetryConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AgentCallTest {
  private static final IOException BROKEN = new IOException("broken");
  private static final FailoverConfig FAILOVER =
      FailoverConfig.DEFAULT.withMaxRetries(3).withRetryInterval(Duration.ofSeconds(10));

  private final PoolFixture fixture = new PoolFixture();

  /** One row of the table in {@link FailoverRules}, with whether a retry follows. */
  record Row(Outcome outcome, Replay replay, boolean retryNonIdempotent, boolean retried) {}

  static Stream<Row> table() {
    return Stream.of(false, true)
        .flatMap(option -> Stream.of(Replay.values())
            .flatMap(replay -> Stream.of(
                    rows(replay, option, true, Outcome.notSent(BROKEN)),
                    rows(
                        replay,
                        option,
                        replay != Replay.NEVER,
                        Outcome.status(429),
                        Outcome.status(503),
                        Outcome.status(503, Duration.ofSeconds(1))),
                    rows(
                        replay,
                        option,
                        replay == Replay.ALWAYS || (replay == Replay.UNLESS_SENT && option),
                        Outcome.lost(BROKEN),
                        Outcome.status(502),
                        Outcome.status(504)),
                    rows(replay, option, false, finalOutcomes()))
                .flatMap(rows -> rows)));
  }

  private static Outcome[] finalOutcomes() {
    return Stream.concat(
            Stream.of(101, 200, 301, 400, 401, 404, 408, 425, 499, 500, 501, 505, 599, 600)
                .map(Outcome::status),
            Stream.of(Outcome.cancelled()))
        .toArray(Outcome[]::new);
  }

  private static Stream<Row> rows(
      Replay replay, boolean option, boolean retried, Outcome... outcomes) {
    return Stream.of(outcomes).map(outcome -> new Row(outcome, replay, option, retried));
  }

  @ParameterizedTest
  @MethodSource("table")
  void whatMayBeRetriedIsAtOnceOnAnotherAgent(Row row) throws Exception {
    FailoverConfig failover = FAILOVER.withRetryNonIdempotent(row.retryNonIdempotent());
    try (AgentPool pool = fixture.builder("a", "b").failover(failover).build()) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, row.replay());
      Decision decision = call.failed(call.acquire(), row.outcome());
      assertEquals(row.retried(), decision.retry(), decision.reason());
      assertEquals(Duration.ZERO, decision.delay());
      assertFalse(decision.exhausted(), "retries are left, or none was ever possible");
      assertFalse(decision.reason().isBlank());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "500, ALWAYS, true", "500, UNLESS_SENT, false", "429, UNLESS_SENT, true", "429, NEVER, false",
    "503, ALWAYS, false", "502, ALWAYS, false", "600, ALWAYS, false", "-1, ALWAYS, false"
  })
  void onlyTheListedStatusesAreRetried(int status, Replay replay, boolean retried)
      throws Exception {
    RetryConfig retries = FAILOVER.retries().withRetryOnStatus(List.of(500, 429));
    FailoverConfig failover = FAILOVER.withRetries(retries);
    try (AgentPool pool = fixture.builder("a", "b").failover(failover).build()) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, replay);
      Decision decision = call.failed(call.acquire(), Outcome.status(status));
      assertEquals(retried, decision.retry(), decision.reason());
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void nothingIsRetriedWhereFailoverIsDisabled(Row row) throws Exception {
    FailoverConfig off =
        FailoverConfig.DISABLED.withMaxRetries(3).withRetryNonIdempotent(row.retryNonIdempotent());
    try (AgentPool pool = fixture.builder("a", "b").failover(off).build()) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, row.replay());
      Decision decision = call.failed(call.acquire(), row.outcome());
      assertFalse(decision.retry(), decision.reason());
    }
  }

  @Test
  void theTriedAgentsAreAvoidedWhileAnotherIsLeft() throws Exception {
    try (AgentPool pool = pool("a", "b", "c", "d")) {
      for (int round = 0; round < 20; round++) {
        AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
        Set<String> asked = new HashSet<>();
        for (int attempt = 1; attempt <= 4; attempt++) {
          Lease lease = call.acquire();
          assertTrue(
              asked.add(lease.agent().id()), "asked twice: " + lease.agent().id());
          assertEquals(attempt, call.attempts());
          Decision decision = call.failed(lease, Outcome.lost(BROKEN));
          assertEquals(attempt < 4, decision.retry(), decision.reason());
          assertEquals(attempt == 4, decision.exhausted(), decision.reason());
        }
      }
    }
  }

  @Test
  void anAgentThatComesWhileTheCallRunsIsAskedBeforeATriedOne() throws Exception {
    try (AgentPool pool = pool("a")) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      assertTrue(call.failed(call.acquire(), Outcome.status(503)).delay().toSeconds() > 0);
      pool.add(agent("b"));
      assertEquals("b", call.acquire().agent().id());
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0, 9000", "0.5, 10000", "0.75, 10500"})
  void anAgentIsAskedAgainAfterTheJitteredInterval(double drawn, long millis) throws Exception {
    fixture.random = drawing(drawn);
    try (AgentPool pool = pool("a")) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Decision decision = call.failed(call.acquire(), Outcome.lost(BROKEN));
      assertTrue(decision.retry());
      assertEquals(millis, decision.delay().toMillis(), decision.reason());
      assertEquals("a", call.acquire().agent().id());
    }
  }

  @Test
  void theJitterStaysBelowATenthOfTheInterval() throws Exception {
    fixture.random = drawing(Math.nextDown(1.0));
    try (AgentPool pool = pool("a")) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Duration delay = call.failed(call.acquire(), Outcome.lost(BROKEN)).delay();
      assertTrue(delay.compareTo(Duration.ofSeconds(11)) <= 0, delay.toString());
      assertTrue(delay.compareTo(Duration.ofMillis(10_999)) > 0, delay.toString());
    }
  }

  @Test
  void noRetryIsLeftAfterMaxRetries() throws Exception {
    FailoverConfig none = FAILOVER.withMaxRetries(0);
    try (AgentPool pool = fixture.builder("a", "b").failover(none).build()) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Decision decision = call.failed(call.acquire(), Outcome.notSent(BROKEN));
      assertFalse(decision.retry());
      assertTrue(decision.exhausted());
      assertTrue(decision.reason().contains("max_retries"), decision.reason());
    }
  }

  @Test
  void maxRetriesCountsRepeatsOfOneAgent() throws Exception {
    try (AgentPool pool = pool("a")) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      for (int retry = 1; retry <= 3; retry++) {
        assertTrue(call.failed(call.acquire(), Outcome.lost(BROKEN)).retry(), "retry " + retry);
      }
      assertTrue(call.failed(call.acquire(), Outcome.lost(BROKEN)).exhausted());
      assertEquals(4, call.attempts());
      assertEquals(1, pool.status().requests());
    }
  }

  @Test
  void retryAfterIsKeptUpToTheTimeOfAllRetries() throws Exception {
    assertEquals(Duration.ofSeconds(25), afterAsking(Duration.ofSeconds(25)).delay());
    assertEquals(Duration.ofSeconds(30), afterAsking(Duration.ofSeconds(30)).delay());
    Decision tooLong = afterAsking(Duration.ofSeconds(30).plusNanos(1));
    assertFalse(tooLong.retry());
    assertTrue(tooLong.exhausted());
    assertTrue(afterAsking(Duration.ofSeconds(Long.MAX_VALUE)).exhausted());
  }

  @Test
  void aRetryAfterBelowTheIntervalDoesNotShortenIt() throws Exception {
    for (Duration asked : List.of(Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(-5))) {
      long millis = afterAsking(asked).delay().toMillis();
      assertTrue(millis >= 9_000 && millis <= 11_000, asked + " gave " + millis + " ms");
    }
  }

  private Decision afterAsking(Duration retryAfter) throws NoAgentAvailableException {
    try (AgentPool pool = pool("a")) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      return call.failed(call.acquire(), Outcome.status(429, retryAfter));
    }
  }

  @Test
  void aLongRetryAfterDoesNotKeepTheCallFromAnotherAgent() throws Exception {
    try (AgentPool pool = pool("a", "b", "c")) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.NEVER);
      AgentCall replayable = pool.newCall(RequestContext.EMPTY, Replay.UNLESS_SENT);
      Outcome busy = Outcome.status(503, Duration.ofDays(1));
      assertFalse(call.failed(call.acquire(), busy).retry());
      Decision decision = replayable.failed(replayable.acquire(), busy);
      assertEquals(Duration.ZERO, decision.delay());
      assertTrue(decision.retry());
    }
  }

  @Test
  void noFitAgentIsExhausted() throws Exception {
    try (AgentPool pool = pool("a")) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Lease lease = call.acquire();
      pool.drain("a");
      Decision decision = call.failed(lease, Outcome.lost(BROKEN));
      assertFalse(decision.retry());
      assertTrue(decision.exhausted());
    }
  }

  @Test
  void theOthersBeingSaturatedIsWaitedFor() throws Exception {
    try (AgentPool pool = fixture
        .builder("a")
        .agent(agent("b").withMaxConnections(1))
        .failover(FAILOVER)
        .build()) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Lease a = call.acquire();
      Lease b = pool.acquire(RequestContext.EMPTY);
      assertEquals("b", b.agent().id());
      Decision decision = call.failed(a, Outcome.lost(BROKEN));
      assertTrue(decision.retry());
      assertTrue(decision.delay().toMillis() >= 9_000, decision.toString());
      b.complete(Outcome.status(200));
      assertEquals("b", call.acquire().agent().id());
    }
  }

  @Test
  void decideLeavesTheLeaseOpenAndFailedEndsIt() throws Exception {
    try (AgentPool pool = pool("a")) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Lease lease = call.acquire();
      assertTrue(call.decide(lease, Outcome.status(503)).retry());
      assertEquals(1, lease.agent().inFlight());
      assertTrue(call.failed(lease, Outcome.status(503)).retry());
      assertEquals(0, lease.agent().inFlight());
      assertEquals(1, call.attempts());
    }
  }

  @Test
  void theReasonOfAFailedAcquireIsTheSameAsWithoutACall() throws Exception {
    try (AgentPool pool =
        fixture.builder().agent(agent("a").withMaxConnections(1)).build()) {
      Lease held = pool.acquire(RequestContext.EMPTY);
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      assertEquals(
          Reason.ALL_SATURATED,
          assertThrows(NoAgentAvailableException.class, call::acquire).reason());
      assertEquals(0, call.attempts());
      held.close();
      assertEquals("a", call.acquire().agent().id());
    }
  }

  private AgentPool pool(String... ids) {
    return fixture.builder(ids).failover(FAILOVER).build();
  }

  private static RandomGenerator drawing(double value) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new AssertionError("only nextDouble is scripted");
      }

      @Override
      public double nextDouble() {
        return value;
      }
    };
  }
}
