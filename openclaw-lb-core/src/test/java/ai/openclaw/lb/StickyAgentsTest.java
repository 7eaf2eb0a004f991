package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.SEED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.QueueConfig;
import ai.openclaw.lb.config.RetryBudgetConfig;
import ai.openclaw.lb.health.LoadReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StickyAgentsTest {
  private static final Admission OPEN = new Admission() {
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
  };

  private final SessionCounts counts = new SessionCounts();
  private final PooledAgent a = agent("a");
  private final PooledAgent b = agent("b");
  private final PooledAgent c = agent("c");
  private final List<PooledAgent> all = List.of(a, b, c);

  private static PooledAgent agent(String id) {
    AgentConfig config = new AgentConfig(id, PoolFixture.agent(id).uri(), 1, 2, null);
    StrategyGuard guard = new StrategyGuard("agents", "round_robin");
    return new PooledAgent(
        config,
        new AttemptTrackers(List.of(), guard),
        OPEN,
        new Overload(
            new RetryBudget(RetryBudgetConfig.DEFAULT, 0), new WaitingCalls(QueueConfig.DEFAULT)));
  }

  private static StickyAgents sticky(
      List<PooledAgent> members, List<PooledAgent> fit, List<PooledAgent> onTrial) {
    return new StickyAgents(new Roster(members, fit, onTrial, List.of()), null);
  }

  static StickyAgents agents(String... ids) {
    List<PooledAgent> agents = Arrays.stream(ids).map(StickyAgentsTest::agent).toList();
    return sticky(agents, agents, List.of());
  }

  private Session known(long id, @Nullable String home) {
    return Session.goesOn(Affinity.NONE, counts, id, home);
  }

  private @Nullable String begin(StickyAgents agents, Session session, TriedAgents tried) {
    Lease lease = agents.begin(session, tried, () -> 0);
    if (lease == null) {
      return null;
    }
    lease.close();
    return lease.agent().id();
  }

  private @Nullable String begin(StickyAgents agents, Session session) {
    return begin(agents, session, TriedAgents.NONE);
  }

  @Test
  void sessionGoesHome() {
    StickyAgents agents = sticky(all, all, List.of());
    for (PooledAgent home : all) {
      assertEquals(home.id(), begin(agents, known(1, home.id())));
    }
    assertEquals(0, counts.moves());
  }

  @Test
  void peekTellsWhereTheNextCallBeginsAndBeginsNone() {
    StickyAgents agents = sticky(all, List.of(a, c), List.of(b));
    for (long id = 0; id < 50; id++) {
      for (String home : new String[] {"a", "b", "c", null}) {
        PooledAgent foretold = agents.peek(known(id, home));
        assertNotNull(foretold);
        assertEquals(begin(agents, known(id, home)), foretold.id());
      }
      Session ranked = Session.ranked(Affinity.NONE, counts, id);
      assertNotNull(agents.peek(ranked));
    }
    long moves = counts.moves();
    Lease one = a.begin(() -> 0);
    Lease two = a.begin(() -> 0);
    assertNotNull(one);
    assertNotNull(two);
    assertEquals(c, agents.peek(known(1, "a")), "a is full");
    assertNull(agents.peek(Session.begins(Affinity.NONE, counts, 1)));
    assertNull(sticky(all, List.of(a), List.of()).peek(known(1, "b")), "all are full");
    assertEquals(moves, counts.moves());
    assertEquals(0, b.inFlight() + c.inFlight());
    one.close();
    two.close();
  }

  @Test
  void newSessionIsLeftToTheAlgorithm() {
    StickyAgents agents = sticky(all, all, List.of());
    assertNull(begin(agents, Session.begins(Affinity.NONE, counts, 1)));
    assertNull(begin(agents, Session.NONE));
  }

  @Test
  void unfitTriedAndFullAgentsArePassedOver() {
    for (long id = 0; id < 50; id++) {
      String unfit = begin(sticky(all, List.of(a, c), List.of()), known(id, "b"));
      StickyAgents agents = sticky(all, all, List.of());
      assertEquals(unfit, begin(agents, known(id, "b"), TriedAgents.NONE.with(b)));
      Lease one = b.begin(() -> 0);
      Lease two = b.begin(() -> 0);
      assertNotNull(one);
      assertNotNull(two);
      assertEquals(unfit, begin(agents, known(id, "b")), "b is full");
      one.close();
      two.close();
    }
    assertEquals(150, counts.moves());
  }

  @Test
  void secondChoiceIsTheSameInAnyOrder() {
    List<PooledAgent> shuffled = new ArrayList<>(all);
    Random random = new Random(SEED);
    int ofA = 0;
    for (long id = 0; id < 1_000; id++) {
      Collections.shuffle(shuffled, random);
      List<PooledAgent> others = shuffled.stream().filter(agent -> agent != b).toList();
      String second = begin(sticky(shuffled, others, List.of()), known(id, "b"));
      assertEquals(second, begin(sticky(all, List.of(a, c), List.of()), known(id, "b")));
      ofA += "a".equals(second) ? 1 : 0;
    }
    assertTrue(ofA > 430 && ofA < 570, "a got " + ofA + " of 1000");
  }

  @Test
  void sessionWhoseAgentHasLeftMoves() {
    StickyAgents agents = sticky(all, all, List.of());
    String now = begin(agents, known(1, null));
    assertNotNull(now);
    assertEquals(1, counts.moves());
  }

  @Test
  void agentOnTrialIsTriedByItsOwnSessionsAlone() {
    StickyAgents agents = sticky(all, List.of(a, c), List.of(b));
    assertEquals("b", begin(agents, known(1, "b")));
    for (long id = 0; id < 50; id++) {
      assertNotEquals("b", begin(agents, known(id, "b"), TriedAgents.NONE.with(a)));
      assertNotEquals("b", begin(agents, known(id, null)));
    }
  }

  @Test
  void visitElsewhereLeavesTheSessionAtHome() {
    List<PooledAgent> target = List.of(a, c);
    StickyAgents agents = sticky(target, target, List.of());
    Session session = known(1, "b");
    String visited = begin(agents, session);
    assertEquals(visited, begin(agents, known(1, "b")));
    assertEquals(0, counts.moves());
    assertEquals("b", session.home());
    assertNull(session.token());
  }

  @Test
  void withNobodyFitItIsLeftToTheAlgorithm() {
    assertNull(begin(sticky(all, List.of(), List.of()), known(1, "b")));
    assertEquals(0, counts.moves());
  }
}
