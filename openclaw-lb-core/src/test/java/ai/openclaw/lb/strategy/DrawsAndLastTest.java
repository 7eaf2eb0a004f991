package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrawsAndLastTest {
  private static final int SIZE = 100;

  private final FakeEnvironment clock = new FakeEnvironment(3);
  private final Adaptive strategy = new Adaptive(clock.environment());

  /** Agents that have all answered within 100 ms but those at a multiple of ten, within 25 ms. */
  private List<FakeAgent> tenthFourTimesAsFast() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, SIZE);
    for (int i = 0; i < SIZE; i++) {
      FirstByteEstimate estimate = (FirstByteEstimate) agents.get(i).tracker();
      estimate.firstByte(clock.now(), i % 10 == 0 ? 25_000_000 : 100_000_000);
    }
    return agents;
  }

  private static void add(List<FakeAgent> agents, int index) {
    agents.get(index).inFlight.incrementAndGet();
  }

  @Test
  void aFastAgentIsKeptToOnceFound() {
    List<FakeAgent> agents = tenthFourTimesAsFast();
    Selector selector = strategy.selector(agents);
    int fast = 0;
    for (int i = 0; i < 100; i++) {
      int picked = selector.pick(0, Exclusions.NONE);
      add(agents, picked);
      fast += picked % 10 == 0 ? 1 : 0;
    }
    // Two draws alone find one of them in 19 of 100 picks.
    assertTrue(fast > 50, "seed 3: " + fast);
  }

  @Test
  void theLastPickIsLeftWhenItsLoadIsAsThatOfOthers() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, SIZE);
    agents.forEach(agent -> agent.tracker().firstByte(clock.now(), 100_000_000));
    Selector selector = strategy.selector(agents);
    for (int i = 0; i < 10 * SIZE; i++) {
      add(agents, selector.pick(0, Exclusions.NONE));
    }
    int[] inFlight = agents.stream().mapToInt(FakeAgent::inFlight).toArray();
    assertTrue(Picks.unevenness(inFlight) <= 1.3, "seed 3: " + Arrays.toString(inFlight));
  }

  @Test
  void anExcludedLastPickIsNotPickedAgain() {
    List<FakeAgent> agents = tenthFourTimesAsFast();
    Selector selector = strategy.selector(agents);
    for (int i = 0; i < 200; i++) {
      int last = selector.pick(0, Exclusions.NONE);
      assertTrue(selector.pick(0, index -> index == last) != last);
    }
  }

  @Test
  void theOnlyOneLeftIsPicked() {
    Selector selector = strategy.selector(tenthFourTimesAsFast());
    selector.pick(0, Exclusions.NONE);
    assertEquals(73, selector.pick(0, index -> index != 73));
    assertEquals(Selector.NONE, selector.pick(0, index -> true));
    assertEquals(42, selector.pick(0, index -> index != 42));
  }
}
