package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundRobinTest {
  private final RoundRobin strategy = new RoundRobin();

  @Test
  void picksInOrderFromTheFirst() {
    assertEquals("0120120", Picks.text(strategy.selector(FakeAgent.equal(strategy, 3)), 7));
  }

  @Test
  void theOthersGoOnInOrderWhenOneLeaves() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 3);
    assertEquals("0120", Picks.text(strategy.selector(agents), 4));
    String rest = Picks.text(strategy.selector(agents.subList(0, 2)), 4);
    assertTrue(rest.equals("0101") || rest.equals("1010"), rest);
  }

  @Test
  void anAgentThatComesAndGoesInTheRhythmOfTheCallsFavoursNone() {
    List<FakeAgent> all = FakeAgent.equal(strategy, 3);
    for (int picksBetween = 1; picksBetween <= 4; picksBetween++) {
      int[] counts = new int[3];
      for (int change = 0; change < 6_000; change++) {
        Selector selector = strategy.selector(change % 2 == 0 ? all : all.subList(0, 2));
        for (int pick = 0; pick < picksBetween; pick++) {
          counts[selector.pick(0, Exclusions.NONE)]++;
        }
      }
      assertEquals(2_500 * picksBetween, counts[0], 60, Arrays.toString(counts));
      assertEquals(2_500 * picksBetween, counts[1], 60, Arrays.toString(counts));
      assertEquals(1_000 * picksBetween, counts[2], 60, Arrays.toString(counts));
    }
  }

  @Test
  void anExcludedAgentsShareIsNotItsNeighbours() {
    Selector selector = strategy.selector(FakeAgent.equal(strategy, 5));
    int[] picks = Picks.count(selector, 5, 4000, index -> index == 1);
    assertEquals(List.of(1000, 0, 1000, 1000, 1000), Picks.list(picks));
  }

  @Test
  void findsTheAllowedAgentThoughOthersTakeItsTurns() {
    Selector selector = strategy.selector(FakeAgent.equal(strategy, 3));
    Exclusions excluded = index -> {
      // Between two tries of this pick, other calls take the turns of 1 and 2.
      selector.pick(0, Exclusions.NONE);
      selector.pick(0, Exclusions.NONE);
      return index != 2;
    };
    assertEquals(2, selector.pick(0, excluded));
  }

  @Test
  void aFailedOversShareIsNotTheNeighbours() {
    Selector selector = strategy.selector(FakeAgent.equal(strategy, 5));
    int[] served = new int[5];
    for (int call = 0; call < 4000; call++) {
      int index = selector.pick(0, Exclusions.NONE);
      served[index == 1 ? selector.pick(0, tried -> tried == 1) : index]++;
    }
    assertEquals(List.of(1000, 0, 1000, 1000, 1000), Picks.list(served));
  }

  @Test
  void rebuildAtEveryPickKeepsTheOrder() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 3);
    StringBuilder picks = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      picks.append(strategy.selector(agents).pick(0, Exclusions.NONE));
    }
    assertEquals("012012", picks.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 64, 4096, 65_537, Integer.MAX_VALUE})
  void cursorComputesTheRemainder(int size) {
    SplittableRandom random = new SplittableRandom(size);
    for (int i = 0; i < 2_000; i++) {
      long turn = random.nextLong(1L << random.nextInt(1, 61));
      // The largest errors of a reciprocal lie at multiples of the size, and just below them.
      for (long value :
          new long[] {turn, turn / size * size, Math.max(0, turn / size * size - 1)}) {
        assertEquals(value % size, new Cursor(size, value).next(), () -> "turn " + value);
      }
    }
  }

  @Test
  void cursorRunsThroughWraps() {
    for (long wrap : new long[] {1L << 31, 1L << 32, 1L << 53}) {
      Cursor cursor = new Cursor(3, wrap - 100);
      int before = cursor.next();
      for (int i = 0; i < 200; i++) {
        int next = cursor.next();
        assertEquals((before + 1) % 3, next);
        before = next;
      }
    }
    Cursor cursor = new Cursor(3, Long.MAX_VALUE - 100);
    for (int i = 0; i < 200; i++) {
      int next = cursor.next();
      assertTrue(next >= 0 && next < 3, () -> "position " + next);
    }
  }

  @Test
  void cursorTellsItsNextPositionThroughWraps() {
    for (long start : new long[] {0, 1L << 31, 1L << 53, (1L << 61) - 50, Long.MAX_VALUE - 50}) {
      Cursor cursor = new Cursor(3, start);
      for (int i = 0; i < 100; i++) {
        int later = cursor.peek(1);
        int foretold = cursor.peek(0);
        assertEquals(foretold, cursor.next(), "start " + start + " turn " + i);
        assertEquals(later, cursor.peek(0), "start " + start + " turn " + i);
      }
    }
  }
}
