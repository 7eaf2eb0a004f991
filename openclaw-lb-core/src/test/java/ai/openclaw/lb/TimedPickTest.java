package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.strategy.AttemptTracker;
import ai.openclaw.lb.strategy.Candidate;
import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.LoadSelector;
import ai.openclaw.lb.strategy.Selector;
import ai.openclaw.lb.strategy.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a pick goes by the time, one reading of the clock serves the pick and its attempt. */
class TimedPickTest {
  private final PoolFixture fixture = new PoolFixture();
  private final AtomicInteger readings = new AtomicInteger();

  /** Options whose clock counts its readings, and moves with each of them. */
  private PoolOptions counting() {
    return fixture.options().nanoTime(() -> {
      fixture.ticker.advance(Duration.ofNanos(readings.incrementAndGet()));
      return fixture.ticker.getAsLong();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"round_robin", "least_connections", "adaptive"})
  void anAttemptReadsTheClockOnceAsItBeginsAndOnceAsItEnds(String algorithm) throws Exception {
    try (AgentPool pool =
        fixture.builder("a", "b", "c").options(counting()).algorithm(algorithm).build()) {
      int before = readings.get();
      Lease lease = pool.acquire(RequestContext.EMPTY);
      assertEquals(1, readings.get() - before, "at its begin");
      lease.complete(Outcome.status(200));
      lease.close();
      assertEquals(2, readings.get() - before, "at its end");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"least_connections", "power_of_two_choices", "adaptive"})
  void anAttemptOfAHundredAgentsReadsItNoMoreOften(String algorithm) throws Exception {
    String[] ids = IntStream.range(0, 100).mapToObj(i -> "agent-" + i).toArray(String[]::new);
    try (AgentPool pool =
        fixture.builder(ids).options(counting()).algorithm(algorithm).build()) {
      for (int i = 0; i < 200; i++) {
        int before = readings.get();
        pool.acquire(RequestContext.EMPTY).complete(Outcome.status(i % 20 == 0 ? 500 : 200));
        assertEquals(2, readings.get() - before);
      }
    }
  }

  @Test
  void theAttemptBeginsAtTheTimeThatThePickWasTold() throws Exception {
    Timed timed = new Timed();
    PoolOptions options = counting().strategy("timed", environment -> timed);
    try (AgentPool pool =
        fixture.builder("a", "b").options(options).algorithm("timed").build()) {
      for (int i = 0; i < 3; i++) {
        pool.acquire(RequestContext.EMPTY).complete(Outcome.status(200));
      }
      assertEquals(3, timed.told.size());
      assertEquals(timed.told, timed.began);
    }
  }

  /** Picks the first agent, and notes what times it hears of. */
  private static final class Timed implements Strategy {
    private final List<Long> told = new ArrayList<>();
    private final List<Long> began = new ArrayList<>();

    @Override
    public Selector selector(List<? extends Candidate> candidates) {
      return new LoadSelector() {
        @Override
        public long pickSeen(long key, Exclusions excluded) {
          throw new AssertionError("picks without the time");
        }

        @Override
        public boolean timed() {
          return true;
        }

        @Override
        public long pickSeen(long key, Exclusions excluded, long nowNanos) {
          told.add(nowNanos);
          return LoadSelector.seen(0, candidates.get(0).inFlight());
        }
      };
    }

    @Override
    public AttemptTracker newTracker() {
      return new AttemptTracker() {
        @Override
        public void began(long nowNanos) {
          began.add(nowNanos);
        }
      };
    }
  }
}
