package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.agent;
import static ai.openclaw.lb.PoolFixture.picks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import ai.openclaw.lb.strategy.AttemptResult;
import ai.openclaw.lb.strategy.AttemptTracker;
import ai.openclaw.lb.strategy.Candidate;
import ai.openclaw.lb.strategy.Exclusions;
import ai.openclaw.lb.strategy.LoadSelector;
import ai.openclaw.lb.strategy.Selector;
import ai.openclaw.lb.strategy.Strategy;
import ai.openclaw.lb.strategy.StrategyFactory;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No strategy that embedding code supplies fails a call, whatever it does. */
class BrokenStrategyTest {
  private static final String DOCUMENT = """
      name: agents
      algorithm: mine
      instances:
        - {id: a, host: "a:1", max_connections: 2}
        - {id: b, host: "b:1", max_connections: 2}
        - {id: c, host: "c:1", max_connections: 2}
      """;

  private final PoolFixture fixture = new PoolFixture();

  private AgentPool pool(StrategyFactory factory) {
    return AgentPool.fromYaml(
        new StringReader(DOCUMENT), fixture.options().strategy("mine", factory));
  }

  @Test
  void aStrategyOfOnesOwnIsUsed() throws Exception {
    Strategy last = candidates -> (key, excluded) -> {
      for (int i = candidates.size() - 1; i >= 0; i--) {
        if (!excluded.contains(i)) {
          return i;
        }
      }
      return Selector.NONE;
    };
    try (AgentPool pool = pool(environment -> last)) {
      assertEquals(List.of("c", "c", "c"), picks(pool, 3));
      assertEquals("mine", pool.status().algorithm());
      assertEquals(List.of("c", "c", "b", "b", "a", "a"), held(pool, 6));
      assertEquals(
          Reason.ALL_SATURATED,
          assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY))
              .reason());
    }
  }

  @Test
  void aStrategyOfOnesOwnMeasuresEveryAttempt() throws Exception {
    StringBuilder heard = new StringBuilder();
    AttemptTracker tracker = new AttemptTracker() {
      @Override
      public void began(long nowNanos) {
        heard.append("began ");
      }

      @Override
      public void ended(long nowNanos, long elapsedNanos, AttemptResult result) {
        heard.append(result).append(' ');
      }
    };
    Strategy measuring = new Strategy() {
      @Override
      public Selector selector(List<? extends Candidate> candidates) {
        candidates.forEach(candidate -> assertEquals(tracker, candidate.tracker()));
        return (key, excluded) -> 0;
      }

      @Override
      public AttemptTracker newTracker() {
        return tracker;
      }
    };
    try (AgentPool pool = pool(environment -> measuring)) {
      picks(pool, 2);
    }
    assertEquals("began SUCCESS began SUCCESS ", heard.toString());
  }

  private static List<String> held(AgentPool pool, int calls) throws NoAgentAvailableException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      ids.add(pool.acquire(RequestContext.EMPTY).agent().id());
    }
    return ids;
  }

  /** A factory that misbehaves, with the words for it. */
  record Broken(String how, StrategyFactory factory) {
    @Override
    public String toString() {
      return how;
    }
  }

  static Stream<Broken> broken() {
    return Stream.concat(brokenStrategies(), brokenSelectors());
  }

  private static Stream<Broken> brokenStrategies() {
    return Stream.of(
        new Broken("create throws", environment -> thrown(new IllegalStateException("boom"))),
        new Broken("create throws checked", environment -> thrown(new IOException("boom"))),
        new Broken("create gives null", environment -> null),
        new Broken("selector throws", of(candidates -> thrown(new AssertionError("boom")))),
        new Broken("selector gives null", of(candidates -> null)),
        new Broken("trackers throw", environment -> tracked(new ThrowingTracker())),
        new Broken("no trackers", environment -> tracked(null)));
  }

  private static Stream<Broken> brokenSelectors() {
    return Stream.of(
        picking("throws", (key, excluded) -> thrown(new IllegalStateException("boom"))),
        picking("throws checked", (key, excluded) -> thrown(new IOException("boom"))),
        picking("recurses", BrokenStrategyTest::recurse),
        picking("is too large", (key, excluded) -> 3),
        picking("is too small", (key, excluded) -> -2),
        picking("is extreme", (key, excluded) -> Integer.MIN_VALUE),
        picking("is none", (key, excluded) -> Selector.NONE),
        picking("ignores exclusions", (key, excluded) -> 0),
        picking("asks beyond the end", (key, excluded) -> excluded.contains(99) ? 0 : 1),
        picking("seen load is wrong", (LoadSelector) (key, excluded) -> LoadSelector.seen(1, 77)),
        picking("seen load throws", (LoadSelector) (key, excluded) -> thrown(new OtherVersion())),
        picking("timed throws", new LoadSelector() {
          @Override
          public long pickSeen(long key, Exclusions excluded) {
            return thrown(new IllegalStateException("boom"));
          }

          @Override
          public boolean timed() {
            return thrown(new IllegalStateException("boom"));
          }
        }),
        picking("keyed throws", new Selector() {
          @Override
          public int pick(long key, Exclusions excluded) {
            return 0;
          }

          @Override
          public boolean keyed() {
            return thrown(new IllegalStateException("boom"));
          }
        }));
  }

  private static Broken picking(String how, Selector selector) {
    return new Broken("pick " + how, of(candidates -> selector));
  }

  private static StrategyFactory of(Strategy strategy) {
    return environment -> strategy;
  }

  private static int recurse(long key, Exclusions excluded) {
    return recurse(key + 1, excluded) + 1;
  }

  private static Strategy tracked(AttemptTracker tracker) {
    return new Strategy() {
      @Override
      public Selector selector(List<? extends Candidate> candidates) {
        return (key, excluded) -> 0;
      }

      @Override
      public AttemptTracker newTracker() {
        return tracker;
      }
    };
  }

  /** Throws anything, as other JVM languages do. */
  @SuppressWarnings("unchecked")
  private static <R, T extends Throwable> R thrown(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @ParameterizedTest
  @MethodSource("broken")
  void noCallFailsAsLongAsAnAgentHasRoom(Broken broken) throws Exception {
    try (AgentPool pool = pool(broken.factory())) {
      assertEquals(9, picks(pool, 9).size());
      assertEquals(Set.of("a", "b", "c"), new HashSet<>(held(pool, 6)));
      assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
      pool.status().agents().forEach(agent -> assertEquals(2, agent.inFlight(), agent.id()));
    }
  }

  @ParameterizedTest
  @MethodSource("broken")
  void failoverReachesEveryAgent(Broken broken) throws Exception {
    try (AgentPool pool = pool(broken.factory())) {
      AgentCall call = pool.newCall(RequestContext.EMPTY, Replay.ALWAYS);
      Set<String> asked = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        Lease lease = call.acquire();
        assertTrue(asked.add(lease.agent().id()), "twice: " + lease.agent().id());
        call.failed(lease, Outcome.notSent(new IOException("refused")));
      }
      pool.status().agents().forEach(agent -> assertEquals(0, agent.inFlight(), agent.id()));
    }
  }

  @ParameterizedTest
  @MethodSource("broken")
  void thePoolChangesAsEver(Broken broken) throws Exception {
    try (AgentPool pool = pool(broken.factory())) {
      pool.add(agent("d"));
      pool.remove("a");
      pool.drain("b");
      pool.setWeight("c", 0);
      assertEquals(List.of("d", "d"), picks(pool, 2));
    }
  }

  /** Every method throws. */
  private static final class ThrowingTracker implements AttemptTracker {
    @Override
    public void began(long nowNanos) {
      BrokenStrategyTest.<Void, RuntimeException>thrown(new IOException("boom"));
    }

    @Override
    public void firstByte(long nowNanos, long elapsedNanos) {
      throw new AssertionError("boom");
    }

    @Override
    public void ended(long nowNanos, long elapsedNanos, AttemptResult result) {
      throw new IllegalStateException("boom");
    }
  }

  /** What a strategy built against another version meets. */
  private static final class OtherVersion extends LinkageError {
    private static final long serialVersionUID = 1L;
  }
}
