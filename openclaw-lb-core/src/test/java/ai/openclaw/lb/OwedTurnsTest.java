package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.SessionAffinityConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwedTurnsTest {
  private final SessionUser user = new SessionUser();

  @Test
  void takenTurnIsPaidOnce() {
    OwedTurns owed = new OwedTurns(new double[] {1, 1});
    owed.add(1);
    assertFalse(owed.pays(0));
    assertTrue(owed.pays(1));
    assertFalse(owed.pays(1));
    owed.add(-1);
    owed.add(2);
    assertFalse(owed.pays(-1));
  }

  @Test
  void whatAllOweByTheirWeightsIsForgotten() {
    OwedTurns owed = new OwedTurns(new double[] {2, 1});
    for (int i = 0; i < 8; i++) {
      owed.add(0);
    }
    for (int i = 0; i < 3; i++) {
      owed.add(1);
    }
    owed.settle();
    assertFalse(owed.pays(1));
    assertTrue(owed.pays(0));
    assertTrue(owed.pays(0));
    assertFalse(owed.pays(0));
  }

  @Test
  void debtIsBounded() {
    OwedTurns owed = new OwedTurns(new double[] {1, 1});
    for (int i = 0; i < 1_000; i++) {
      owed.add(0);
    }
    int paid = 0;
    while (owed.pays(0)) {
      paid++;
    }
    assertEquals(100, paid);
  }

  @Test
  void stickyCallsTakeTheTurnsOfTheirAgent() throws Exception {
    try (AgentPool pool = pool("round_robin")) {
      assertEquals("a", user.call(pool, SessionUser.withKey("1")));
      user.call(pool, SessionUser.withKey("1"));
      user.call(pool, SessionUser.withKey("1"));
      assertEquals(List.of("b", "c", "b", "c", "b", "c", "a"), PoolFixture.picks(pool, 7));
    }
  }

  /** Sessions pile up on two agents while the third is away; new ones then even it out. */
  @ParameterizedTest
  @ValueSource(strings = {"round_robin", "weighted_round_robin"})
  void newSessionsGoWhereFewStickyCallsGo(String algorithm) throws Exception {
    try (AgentPool pool = pool(algorithm)) {
      pool.setWeight("c", 0);
      List<String> agents = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        agents.add(user.call(pool, SessionUser.withKey("session " + i)));
      }
      assertEquals(50, Collections.frequency(agents, "a"));
      pool.setWeight("c", 1, Duration.ZERO);
      for (int i = 100; i < 160; i++) {
        for (int known = 0; known < i; known++) {
          user.call(pool, SessionUser.withKey("session " + known));
        }
        agents.add(user.call(pool, SessionUser.withKey("session " + i)));
      }
      int ofC = Collections.frequency(agents, "c");
      assertTrue(ofC >= 48, "c has " + ofC + " of 160 sessions");
    }
  }

  private static AgentPool pool(String algorithm) {
    return new PoolFixture()
        .builder("a", "b", "c")
        .algorithm(algorithm)
        .sessionAffinity(SessionAffinityConfig.HEADER)
        .build();
  }
}
