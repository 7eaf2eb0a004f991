package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every strategy, whatever it chooses by. */
class StrategyContractTest {
  private static final int[] SIZES = {1, 2, 3, 10, 64, 256};
  private static final long[] WRAPS = {1L << 31, 1L << 32, Long.MAX_VALUE, 0};

  private static Strategy create(String name) {
    StrategyEnvironment environment = new FakeEnvironment(42).environment();
    return Strategies.builtIn().find(name).orElseThrow().create(environment);
  }

  private static Strategy concurrent(String name) {
    StrategyEnvironment environment =
        new StrategyEnvironment(System::nanoTime, ThreadLocalRandom::current);
    return Strategies.builtIn().find(name).orElseThrow().create(environment);
  }

  static Stream<String> names() {
    return Strategies.builtIn().names().stream();
  }

  static Stream<Arguments> namesAndSizes() {
    return names().flatMap(name -> Arrays.stream(SIZES).mapToObj(n -> Arguments.of(name, n)));
  }

  /** Weights that are equal, that alternate 1 : 1000, and one of 1 among those of 0.001. */
  private static List<double[]> weightings(int size) {
    double[] equal = new double[size];
    double[] alternating = new double[size];
    double[] oneHeavy = new double[size];
    Arrays.fill(equal, 1);
    Arrays.setAll(alternating, i -> i % 2 == 0 ? 1 : 1000);
    Arrays.setAll(oneHeavy, i -> i == size / 2 ? 1 : 0.001);
    return List.of(equal, alternating, oneHeavy);
  }

  @ParameterizedTest
  @MethodSource("names")
  void ofNobodyPicksNone(String name) {
    assertEquals(Selector.NONE, create(name).selector(List.of()).pick(1, Exclusions.NONE));
  }

  @ParameterizedTest
  @MethodSource("namesAndSizes")
  void picksAllowedAgentsOnly(String name, int size) {
    for (double[] weights : weightings(size)) {
      Strategy strategy = create(name);
      Selector selector = strategy.selector(FakeAgent.of(strategy, weights));
      BitSet down = new BitSet();
      for (int pick = 0; pick < 500; pick++) {
        long seed = KeyHash.mix(pick);
        down.clear();
        for (int i = 0; i < size; i++) {
          down.set(i, KeyHash.mix(seed + i) % 100 < pick % 100 - 50);
        }
        assertAllowed(selector, seed, down, size);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everySubsetDownLeavesTheOthers(String name) {
    for (int size = 1; size <= 10; size++) {
      Strategy strategy = create(name);
      Selector selector = strategy.selector(FakeAgent.equal(strategy, size));
      for (long subset = 0; subset < 1L << size; subset++) {
        assertAllowed(selector, KeyHash.mix(subset), BitSet.valueOf(new long[] {subset}), size);
      }
    }
  }

  private static void assertAllowed(Selector selector, long key, BitSet down, int size) {
    int index = selector.pick(key, down::get);
    if (down.cardinality() == size) {
      assertEquals(Selector.NONE, index);
    } else {
      assertTrue(index >= 0 && index < size, () -> "no agent of " + size + " without " + down);
      assertFalse(down.get(index), () -> index + " of " + size + " without " + down);
    }
  }

  @ParameterizedTest
  @MethodSource("namesAndSizes")
  void everyAgentIsPickedWhileIdleAndEqual(String name, int size) {
    Strategy strategy = create(name);
    Selector selector = strategy.selector(FakeAgent.equal(strategy, size));
    int[] counts = Picks.count(selector, size, 100 * size, Exclusions.NONE);
    assertTrue(Arrays.stream(counts).allMatch(count -> count > 0), Arrays.toString(counts));
  }

  @ParameterizedTest
  @MethodSource("namesAndSizes")
  void rebuildAtEveryPickFavoursNone(String name, int size) {
    Strategy strategy = create(name);
    List<FakeAgent> agents = FakeAgent.equal(strategy, size);
    int[] counts = new int[size];
    int picks = 400 * Math.min(size, 10);
    for (int pick = 0; pick < picks; pick++) {
      counts[strategy.selector(agents).pick(KeyHash.mix(pick), Exclusions.NONE)]++;
    }
    double mean = (double) picks / size;
    double most = Arrays.stream(counts).max().orElseThrow();
    // Random choices and hashes scatter; the expectation plus 5 standard deviations bounds them.
    assertTrue(most <= mean + 5 * Math.sqrt(mean), Arrays.toString(counts));
  }

  @ParameterizedTest
  @MethodSource("names")
  void withOneOfFiveExcludedEachOtherGetsAQuarter(String name) {
    Strategy strategy = create(name);
    Selector selector = strategy.selector(FakeAgent.equal(strategy, 5));
    int[] counts = Picks.count(selector, 5, 100_000, index -> index == 2);
    assertEquals(0, counts[2]);
    for (int i : new int[] {0, 1, 3, 4}) {
      assertEquals(0.25, counts[i] / 100_000.0, 0.005, Arrays.toString(counts));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void neverNoneNorExcludedUnderContention(String name) throws Exception {
    Strategy strategy = concurrent(name);
    int size = 10;
    Selector selector = strategy.selector(FakeAgent.equal(strategy, size));
    inParallel(thread -> {
      for (int pick = 0; pick < 3_000; pick++) {
        int allowed = (pick + thread) % size;
        assertEquals(allowed, selector.pick(pick, index -> index != allowed));
      }
    });
  }

  @ParameterizedTest
  @MethodSource("names")
  void selectorsMayBeSwappedWhileThreadsPick(String name) throws Exception {
    Strategy strategy = concurrent(name);
    List<FakeAgent> agents = FakeAgent.of(strategy, 1, 2, 3, 0.5, 1, 1, 4);
    record Snapshot(Selector selector, int size) {}
    AtomicReference<Snapshot> snapshot =
        new AtomicReference<>(new Snapshot(strategy.selector(agents), agents.size()));
    AtomicBoolean done = new AtomicBoolean();
    inParallel(thread -> {
      for (int i = 0; thread == 0 && i < 1_000; i++) {
        List<FakeAgent> some = new ArrayList<>(agents.subList(0, 1 + i % 7));
        some.set(0, some.get(0).weighing(1 + i % 5));
        snapshot.set(new Snapshot(strategy.selector(some), some.size()));
      }
      done.compareAndSet(false, thread == 0);
      for (int pick = 0; !done.get() || pick < 1_000; pick++) {
        Snapshot seen = snapshot.get();
        int index = seen.selector.pick(KeyHash.mix(pick), Exclusions.NONE);
        assertTrue(index >= 0 && index < seen.size, () -> index + " of " + seen.size);
      }
    });
  }

  private interface Task {
    void run(int thread);
  }

  private static void inParallel(Task task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Void>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int thread = i;
        Callable<Void> call = () -> {
          task.run(thread);
          return null;
        };
        results.add(threads.submit(call));
      }
      for (Future<Void> result : results) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  static Stream<Arguments> cursors() {
    return Arrays.stream(WRAPS)
        .boxed()
        .flatMap(wrap -> Stream.of(
            Arguments.of(wrap, new RoundRobin(wrap - 50)),
            Arguments.of(wrap, new WeightedRoundRobin(wrap - 50))));
  }

  @ParameterizedTest
  @MethodSource("cursors")
  void countersRunThroughTheirWraps(long wrap, Strategy strategy) {
    Selector selector = strategy.selector(FakeAgent.equal(strategy, 3));
    int[] counts = Picks.count(selector, 3, 99, Exclusions.NONE);
    for (int count : counts) {
      assertEquals(33, count, 1, () -> "past " + wrap + ": " + Arrays.toString(counts));
    }
  }
}
