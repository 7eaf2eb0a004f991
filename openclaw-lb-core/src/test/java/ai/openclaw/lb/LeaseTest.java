package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.health.LoadReport;
import ai.openclaw.lb.strategy.AttemptResult;
import ai.openclaw.lb.strategy.AttemptTracker;
import ai.openclaw.lb.testing.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LeaseTest {
  private static final IOException RESET = new IOException("reset");

  /** What the tracker of the one agent heard. */
  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

  private PooledAgent pooled() {
    AttemptTracker tracker = new AttemptTracker() {
      @Override
      public void began(long nowNanos) {
        heard.add("began");
      }

      @Override
      public void firstByte(long nowNanos, long elapsedNanos) {
        heard.add("first byte after " + elapsedNanos);
      }

      @Override
      public void ended(long nowNanos, long elapsedNanos, AttemptResult result) {
        heard.add(result + " after " + elapsedNanos);
      }
    };
    return pooled(tracker);
  }

  private static PooledAgent pooled(AttemptTracker tracker) {
    return new PooledAgent(
        agent("a"),
        new AttemptTrackers(List.of(tracker), new StrategyGuard("agents", "test")),
        new SilentAdmission(),
        Overload.of(PoolConfig.of("agents", List.of(agent("a"))), () -> 0));
  }

  private static Lease begin(PooledAgent agent, FakeTicker ticker) {
    return Objects.requireNonNull(agent.begin(ticker));
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void bothLatenciesAreDifferencesOfAnyClock(FakeTicker ticker) {
    Lease lease = begin(pooled(), ticker);
    ticker.advance(Duration.ofSeconds(59));
    lease.firstByte();
    ticker.advance(Duration.ofSeconds(2));
    lease.complete(Outcome.status(200));
    assertEquals(
        List.of("began", "first byte after 59000000000", "SUCCESS after 61000000000"),
        List.copyOf(heard));
  }

  @Test
  void aClockThatGoesBackGivesNoNegativeLatency() {
    long[] now = {Long.MIN_VALUE + 5};
    PooledAgent agent = pooled();
    Lease lease = Objects.requireNonNull(agent.begin(() -> now[0]));
    now[0] -= 10;
    lease.firstByte();
    lease.complete(Outcome.status(200));
    assertEquals(List.of("began", "first byte after 0", "SUCCESS after 0"), List.copyOf(heard));
  }

  static Stream<Arguments> outcomes() {
    return Stream.of(
        Arguments.of(Outcome.status(200), AttemptResult.SUCCESS, true),
        Arguments.of(Outcome.status(404), AttemptResult.SUCCESS, true),
        Arguments.of(Outcome.status(429), AttemptResult.REFUSED, true),
        Arguments.of(Outcome.status(500), AttemptResult.FAILURE, true),
        Arguments.of(Outcome.status(503), AttemptResult.FAILURE, true),
        Arguments.of(Outcome.status(503, Duration.ofSeconds(9)), AttemptResult.REFUSED, true),
        Arguments.of(Outcome.status(503, Duration.ofSeconds(-9)), AttemptResult.FAILURE, true),
        Arguments.of(Outcome.status(200, Duration.ZERO), AttemptResult.SUCCESS, true),
        Arguments.of(Outcome.status(600), AttemptResult.FAILURE, true),
        Arguments.of(Outcome.notSent(RESET), AttemptResult.FAILURE, false),
        Arguments.of(Outcome.lost(RESET), AttemptResult.FAILURE, false),
        Arguments.of(Outcome.cancelled(), AttemptResult.CANCELLED, false));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void anEndTellsTheStrategyItsResultAndAnAnswerImpliesAFirstByte(
      Outcome outcome, AttemptResult result, boolean answered) {
    begin(pooled(), FakeTicker.beforeZero()).complete(outcome);
    List<String> expected = new ArrayList<>(List.of("began"));
    if (answered) {
      expected.add("first byte after 0");
    }
    expected.add(result + " after 0");
    assertEquals(expected, List.copyOf(heard));
  }

  @Test
  void firstBytesCountOnceAndNotAfterTheEnd() {
    PooledAgent agent = pooled();
    Lease twice = begin(agent, FakeTicker.beforeWrap());
    twice.firstByte();
    twice.firstByte();
    twice.complete(Outcome.lost(RESET));
    Lease late = begin(agent, FakeTicker.beforeWrap());
    late.complete(Outcome.lost(RESET));
    late.firstByte();
    assertEquals(
        List.of("began", "first byte after 0", "FAILURE after 0", "began", "FAILURE after 0"),
        List.copyOf(heard));
  }

  @Test
  void closeCancelsUnlessTheLeaseHasEnded() {
    PooledAgent agent = pooled();
    try (Lease answered = begin(agent, FakeTicker.beforeWrap())) {
      answered.complete(Outcome.status(200));
    }
    try (Lease dropped = begin(agent, FakeTicker.beforeWrap())) {
      assertSame(agent, dropped.agent());
      assertEquals(1, agent.inFlight());
      assertEquals("Lease[a]", dropped.toString());
    }
    assertEquals(0, agent.inFlight());
    assertEquals(1, agent.succeeded());
    assertEquals(2, agent.finished());
    assertEquals(0, agent.failed());
  }

  @Test
  void noOutcomeIsNoEnd() {
    PooledAgent agent = pooled();
    Lease lease = begin(agent, FakeTicker.beforeWrap());
    assertThrows(NullPointerException.class, () -> lease.complete(null));
    assertEquals(1, agent.inFlight());
  }

  @Test
  void eightThreadsThatEndOneLeaseEndItOnce() throws Exception {
    int threads = 8;
    PooledAgent agent = pooled();
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 1; round <= 200; round++) {
        Lease lease = begin(agent, FakeTicker.atMinimum());
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          int turn = i;
          ends.add(executor.submit(() -> {
            start.await();
            end(lease, turn);
            return null;
          }));
        }
        for (Future<?> end : ends) {
          end.get();
        }
        assertEquals(0, agent.inFlight(), "round " + round);
        assertEquals(round, agent.finished(), "round " + round);
      }
      assertEquals(200, heard.stream().filter(LeaseTest::isEnd).count());
    } finally {
      executor.shutdownNow();
    }
  }

  private static void end(Lease lease, int turn) {
    switch (turn % 4) {
      case 0 -> lease.complete(Outcome.status(200));
      case 1 -> lease.complete(Outcome.lost(RESET));
      case 2 -> lease.close();
      default -> {
        lease.firstByte();
        lease.complete(Outcome.notSent(RESET));
      }
    }
  }

  private static boolean isEnd(String line) {
    return !line.startsWith("began") && !line.startsWith("first");
  }

  /** Throws what the compiler would not let a tracker throw, as other JVM languages do. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneakily(Throwable thrown) throws T {
    throw (T) thrown;
  }

  static Stream<Throwable> thrown() {
    return Stream.of(
        new IllegalStateException("boom"),
        new IOException("checked"),
        new AssertionError("assert"),
        new StackOverflowError("deep"),
        new NoClassDefFoundError("gone"));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void aTrackerThatThrowsKeepsNothingInFlight(Throwable thrown) throws Exception {
    AttemptTracker broken = new AttemptTracker() {
      @Override
      public void began(long nowNanos) {
        LeaseTest.<RuntimeException>sneakily(thrown);
      }

      @Override
      public void firstByte(long nowNanos, long elapsedNanos) {
        LeaseTest.<RuntimeException>sneakily(thrown);
      }

      @Override
      public void ended(long nowNanos, long elapsedNanos, AttemptResult result) {
        LeaseTest.<RuntimeException>sneakily(thrown);
      }
    };
    PooledAgent agent = pooled(broken);
    begin(agent, FakeTicker.beforeWrap()).complete(Outcome.status(200));
    assertEquals(0, agent.inFlight());
    assertEquals(1, agent.succeeded());
  }

  /** Admits all, and makes nothing of what comes of it. */
  private static final class SilentAdmission implements Admission {
    @Override
    public boolean admit() {
      return true;
    }

    @Override
    public void release() {}

    @Override
    public void answered() {}

    @Override
    public void loaded(PooledAgent agent, LoadReport load) {}

    @Override
    public void ended(PooledAgent agent, Outcome outcome, long elapsedNanos, long nowNanos) {}
  }
}
