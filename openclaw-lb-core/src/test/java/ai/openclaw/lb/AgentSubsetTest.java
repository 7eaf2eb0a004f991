package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.AgentConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subsets of whole fleets, as all of their callers would choose them. */
class AgentSubsetTest {
  private static final int CALLERS = 200;
  private static final int AGENTS = 50;
  private static final int SIZE = 10;

  private static List<AgentConfig> agents(int count, String prefix) {
    List<AgentConfig> agents = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      agents.add(AgentConfig.of(prefix + i, "localhost:" + (5000 + i)));
    }
    return agents;
  }

  private static List<Set<String>> choices(
      List<AgentConfig> agents, int callers, int size, IntFunction<String> callerId) {
    List<Set<String>> choices = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      Set<String> ids = new HashSet<>();
      new AgentSubset(size, callerId.apply(caller))
          .of(agents)
          .forEach(agent -> ids.add(agent.id()));
      assertEquals(size, ids.size());
      choices.add(ids);
    }
    return choices;
  }

  private static double maxToMean(List<Set<String>> choices, int agents) {
    Map<String, Integer> loads = new HashMap<>();
    choices.forEach(ids -> ids.forEach(id -> loads.merge(id, 1, Integer::sum)));
    int total = loads.values().stream().mapToInt(Integer::intValue).sum();
    return Collections.max(loads.values()) * (double) agents / total;
  }

  private static double moved(List<Set<String>> before, List<Set<String>> after) {
    int moved = 0;
    int all = 0;
    for (int caller = 0; caller < before.size(); caller++) {
      Set<String> added = new HashSet<>(after.get(caller));
      added.removeAll(before.get(caller));
      moved += added.size();
      all += before.get(caller).size();
    }
    return moved / (double) all;
  }

  private static List<AgentConfig> without(List<AgentConfig> agents, int index) {
    List<AgentConfig> fewer = new ArrayList<>(agents);
    fewer.remove(index);
    return fewer;
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent-", "10.0.7.", "x", "fleet/a/"})
  void numberedCallersShareEvenly(String prefix) {
    for (int first : new int[] {0, 1, 100, 900}) {
      List<Set<String>> choices =
          choices(agents(AGENTS, prefix), CALLERS, SIZE, caller -> "caller-" + (first + caller));
      double ratio = maxToMean(choices, AGENTS);
      assertTrue(first > 1 ? ratio <= 1.25 : ratio <= 1.15, prefix + first + ": " + ratio);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent-", "10.0.7.", "x", "fleet/a/"})
  void agentThatLeavesMovesLittleMoreThanItsOwnCallers(String prefix) {
    List<AgentConfig> agents = agents(AGENTS, prefix);
    IntFunction<String> names = caller -> "caller-" + caller;
    List<Set<String>> before = choices(agents, CALLERS, SIZE, names);
    for (int gone = 0; gone < AGENTS; gone += 7) {
      List<Set<String>> after = choices(without(agents, gone), CALLERS, SIZE, names);
      double moved = moved(before, after);
      assertTrue(moved <= 1.5 / AGENTS, prefix + ", " + gone + ": " + moved * AGENTS + " / 50");
      assertTrue(maxToMean(after, AGENTS - 1) <= 1.15, prefix + ", " + gone);
    }
  }

  @Test
  void callersWithoutNumbersShareAsEvenlyAsChance() {
    Random random = new Random(42);
    List<Set<String>> choices = choices(
        agents(AGENTS, "agent-"),
        CALLERS,
        SIZE,
        caller -> "web-" + Long.toHexString(random.nextLong()) + "z");
    double ratio = maxToMean(choices, AGENTS);
    assertTrue(ratio > 1.15 && ratio < 1.5, "" + ratio);
  }

  @Test
  void thousandCallersShareAThousandAgentsEvenly() {
    List<AgentConfig> agents = new ArrayList<>(agents(1_000, "agent-"));
    agents.sort(Comparator.comparing(AgentConfig::id));
    int most =
        IntStream.of(new AgentSubset(20, "caller-999").loads(agents)).max().orElseThrow();
    assertTrue(most <= 25, most + " of 20 in the mean");
  }

  @Test
  void orderOfTheListDecidesNothingButTheOrderOfTheSubset() {
    List<AgentConfig> agents = agents(AGENTS, "agent-");
    AgentSubset subset = new AgentSubset(SIZE, "caller-7");
    List<AgentConfig> reversed = new ArrayList<>(agents);
    Collections.reverse(reversed);
    List<AgentConfig> expected = new ArrayList<>(subset.of(agents));
    Collections.reverse(expected);
    assertEquals(expected, subset.of(reversed));
  }

  @Test
  void fleetOfTheSizeIsUsedWhole() {
    List<AgentConfig> agents = agents(SIZE, "agent-");
    assertEquals(agents, new AgentSubset(SIZE, "caller-7").of(agents));
    assertEquals(List.of(), new AgentSubset(SIZE, "caller-7").of(List.of()));
  }

  @Test
  void oneOfTenThousandIsQuickEnoughForAThousandthCaller() {
    List<AgentConfig> agents = agents(10_000, "agent-");
    assertEquals(20, new AgentSubset(20, "caller-1000").of(agents).size());
  }
}
