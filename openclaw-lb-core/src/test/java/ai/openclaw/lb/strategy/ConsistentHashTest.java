package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsistentHashTest {
  private static final int KEYS = 100_000;

  private final ConsistentHash strategy = new ConsistentHash();

  private static long key(int i) {
    return KeyHash.of("session-" + i);
  }

  private List<FakeAgent> owners(List<FakeAgent> agents) {
    Selector selector = strategy.selector(agents);
    List<FakeAgent> owners = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      owners.add(agents.get(selector.pick(key(i), Exclusions.NONE)));
    }
    return owners;
  }

  private static long differences(List<FakeAgent> before, List<FakeAgent> after) {
    long moved = 0;
    for (int i = 0; i < KEYS; i++) {
      moved += before.get(i) == after.get(i) ? 0 : 1;
    }
    return moved;
  }

  @Test
  void keysAreSpreadEvenly() {
    int[] counts = new int[10];
    Selector selector = strategy.selector(FakeAgent.equal(strategy, 10));
    for (int i = 0; i < KEYS; i++) {
      counts[selector.pick(key(i), Exclusions.NONE)]++;
    }
    assertTrue(Picks.unevenness(counts) <= 1.05, Arrays.toString(counts));
  }

  @Test
  void consecutiveNumbersAreSpreadEvenlyToo() {
    int[] counts = new int[10];
    Selector selector = strategy.selector(FakeAgent.equal(strategy, 10));
    for (int i = 0; i < KEYS; i++) {
      counts[selector.pick(i, Exclusions.NONE)]++;
    }
    assertTrue(Picks.unevenness(counts) <= 1.05, Arrays.toString(counts));
  }

  @Test
  void weightsAreSharesOfTheKeys() {
    double[] weights = {1, 2, 3, 0.5, 1.5};
    Selector selector = strategy.selector(FakeAgent.of(strategy, weights));
    int[] counts = new int[5];
    for (int i = 0; i < KEYS; i++) {
      counts[selector.pick(key(i), Exclusions.NONE)]++;
    }
    for (int i = 0; i < 5; i++) {
      assertEquals(1, counts[i] / (KEYS * weights[i] / 8), 0.05, Arrays.toString(counts));
    }
  }

  @Test
  void whoLeavesTakesNothingButItsKeys() {
    List<FakeAgent> all = FakeAgent.equal(strategy, 10);
    List<FakeAgent> before = owners(all);
    for (FakeAgent leaver : all) {
      List<FakeAgent> rest = new ArrayList<>(all);
      rest.remove(leaver);
      List<FakeAgent> after = owners(rest);
      long owned = before.stream().filter(owner -> owner == leaver).count();
      assertEquals(owned, differences(before, after));
    }
  }

  @Test
  void whoJoinsTakesItsShareAndNothingMovesBetweenTheOthers() {
    List<FakeAgent> eleven = FakeAgent.equal(strategy, 11);
    List<FakeAgent> before = owners(eleven.subList(0, 10));
    List<FakeAgent> after = owners(eleven);
    long moved = differences(before, after);
    assertEquals(after.stream().filter(owner -> owner == eleven.get(10)).count(), moved);
    assertTrue(moved <= KEYS / 11.0 + 0.01 * KEYS, () -> "moved " + moved);
  }

  @Test
  void aWeightThatRisesMovesKeysToItsAgentAlone() {
    List<FakeAgent> agents = FakeAgent.of(strategy, 1, 1, 1, 1);
    List<FakeAgent> before = owners(agents);
    List<FakeAgent> heavier = new ArrayList<>(agents);
    heavier.set(2, agents.get(2).weighing(2));
    List<FakeAgent> after = owners(heavier);
    for (int i = 0; i < KEYS; i++) {
      assertTrue(after.get(i) == before.get(i) || after.get(i) == heavier.get(2));
    }
  }

  @Test
  void theOrderOfTheListDoesNotMatter() {
    List<FakeAgent> agents = FakeAgent.of(strategy, 1, 2, 3, 1, 1);
    List<FakeAgent> reversed = new ArrayList<>(agents);
    Collections.reverse(reversed);
    assertEquals(0, differences(owners(agents), owners(reversed)));
  }

  @Test
  void everyProcessAgreesOnTheAgents() {
    Selector equal = strategy.selector(FakeAgent.equal(strategy, 10));
    Selector weighted = strategy.selector(FakeAgent.of(strategy, 1, 2, 3, 0.5, 1.5));
    StringBuilder owners = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      owners.append(equal.pick(key(i), Exclusions.NONE));
      owners.append(weighted.pick(key(i), Exclusions.NONE));
    }
    assertEquals("3333113322827082623231614452222200003362", owners.toString());
  }

  @Test
  void anExcludedAgentYieldsToTheOneThatWouldFollowIt() {
    List<FakeAgent> agents = FakeAgent.of(strategy, 1, 2, 3, 1, 1);
    Selector all = strategy.selector(agents);
    List<FakeAgent> rest = new ArrayList<>(agents);
    rest.remove(2);
    Selector without = strategy.selector(rest);
    for (int i = 0; i < 2_000; i++) {
      int next = all.pick(key(i), index -> index == 2);
      assertEquals(rest.get(without.pick(key(i), Exclusions.NONE)), agents.get(next));
    }
  }

  @Test
  void anAgentAboveItsBoundYieldsToTheNext() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 3);
    Selector selector = strategy.selector(agents);
    long key = key(1);
    int first = selector.pick(key, Exclusions.NONE);
    int second = selector.pick(key, index -> index == first);
    agents.forEach(agent -> agent.inFlight.set(1));
    agents.get(first).inFlight.set(3);
    // ceil(1.25 * 6 / 3) = 3
    assertEquals(first, selector.pick(key, Exclusions.NONE));
    agents.get(first).inFlight.set(4);
    // ceil(1.25 * 7 / 3) = 3
    assertEquals(second, selector.pick(key, Exclusions.NONE));
  }

  @Test
  void theBestOfThoseAboveTheirBoundIsLeftWhenNoOtherIs() {
    List<FakeAgent> agents = FakeAgent.equal(strategy, 3);
    Selector selector = strategy.selector(agents);
    int first = selector.pick(5, Exclusions.NONE);
    agents.get(first).inFlight.set(100);
    assertEquals(first, selector.pick(5, index -> index != first));
  }

  @Test
  void oneHotKeyDoesNotPassTheBound() {
    for (int size : new int[] {3, 10, 64, 200}) {
      List<FakeAgent> agents = FakeAgent.equal(strategy, size);
      Selector selector = strategy.selector(agents);
      for (int i = 0; i < 20 * size; i++) {
        agents.get(selector.pick(key(1), Exclusions.NONE)).inFlight.incrementAndGet();
      }
      int most = agents.stream().mapToInt(FakeAgent::inFlight).max().orElseThrow();
      assertTrue(most <= 26 + 1, () -> "in flight " + most + " where 20 are the mean");
    }
  }

  @Test
  void hashesAreTheDocumentedOnes() {
    assertEquals(0x0000000000000000L, KeyHash.of(""));
    assertEquals(0xFB761138E1E0A78CL, KeyHash.of("a"));
    assertEquals(0x4B6B0168F2BF8BD1L, KeyHash.of("agent-1"));
    assertEquals(0xEEFCD7619D955102L, KeyHash.of("sess"));
    assertEquals(0x10D177AA51CF7FE4L, KeyHash.of("session"));
    assertEquals(0x7BA58154D3247B66L, KeyHash.of("会话-42"));
    assertEquals(KeyHash.of("agent-1"), KeyHash.of(new StringBuilder("agent-1")));
  }

  @Test
  void similarTextsDoNotCollide() {
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      hashes.add(KeyHash.of("key-" + i));
      hashes.add(KeyHash.of(Character.toString((char) (i % 65_536)) + i / 65_536));
    }
    hashes.add(KeyHash.of("\0"));
    hashes.add(KeyHash.of("\0\0"));
    hashes.add(KeyHash.of(""));
    assertEquals(200_003, hashes.size());
  }
}
