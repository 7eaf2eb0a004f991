package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.RetryBudgetConfig;
import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RetryBudgetTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private FakeTicker ticker = FakeTicker.beforeWrap();

  /** Attempts of the pool in flight, as far as the budget is told. */
  private int inFlight = 1;

  /** Whether the budget is told that most agents are. */
  private boolean overloaded;

  private RetryBudget budget(double percent, int minConcurrent) {
    return new RetryBudget(new RetryBudgetConfig(percent, minConcurrent), ticker.getAsLong());
  }

  private void calls(RetryBudget budget, int number) {
    for (int i = 0; i < number; i++) {
      budget.callBegan(ticker.getAsLong());
    }
  }

  private RetryBudget.Permit ask(RetryBudget budget) {
    return budget.ask(ticker.getAsLong(), Duration.ZERO, () -> inFlight, share -> overloaded);
  }

  /** Asks for as many retries; returns how many there may be, all of which begin. */
  private int begun(RetryBudget budget, int wanted) {
    int begun = 0;
    for (int i = 0; i < wanted; i++) {
      RetryBudget.Permit permit = ask(budget);
      if (permit != null) {
        assertTrue(permit.begin());
        begun++;
      }
    }
    return begun;
  }

  @Test
  void whileMostAgentsAreOverloadedAFewMayRetryAndTheShareWaits() {
    RetryBudget budget = budget(20, 3);
    calls(budget, 100);
    overloaded = true;
    assertEquals(3, begun(budget, 50));
    overloaded = false;
    assertEquals(17, begun(budget, 50));
  }

  @Test
  void theShareIsWhatAgentsAreMeasuredBy() {
    RetryBudget budget = budget(35, 0);
    calls(budget, 100);
    List<Double> asked = new ArrayList<>();
    assertNotNull(
        budget.ask(ticker.getAsLong(), Duration.ZERO, () -> inFlight, share -> !asked.add(share)));
    assertEquals(List.of(0.35), asked);
  }

  @ParameterizedTest
  @CsvSource({
    "20, 3, 100, 20",
    "20, 3, 10, 3",
    "20, 3, 0, 3",
    "20, 0, 0, 0",
    "20, 0, 1, 1",
    "20, 0, 5, 1",
    "20, 0, 6, 2",
    "0, 0, 100, 0",
    "0, 5, 100, 5",
    "100, 0, 100, 100",
    "0.5, 0, 1000, 5"
  })
  void soManyOfTheCallsThatFailAtOnceAreRetried(
      double percent, int minConcurrent, int calls, int retries) {
    RetryBudget budget = budget(percent, minConcurrent);
    calls(budget, calls);
    assertEquals(retries, begun(budget, 1_000));
    assertEquals(retries, budget.atOnce());
  }

  @Test
  void aCallAfterTheOtherAlwaysGetsItsRetry() {
    RetryBudget budget = budget(0, 1);
    for (int i = 0; i < 1_000; i++) {
      assertEquals(1, begun(budget, 2), "call " + i);
      budget.answered();
    }
  }

  /** Agents that refuse at once answer each retry before the next one is asked for. */
  @Test
  void quickRefusalsOfABusyPoolAreRetriedByTheShareAlone() {
    RetryBudget budget = budget(20, 3);
    inFlight = 4;
    int retries = 0;
    for (int i = 0; i < 1_000; i++) {
      calls(budget, 1);
      retries += begun(budget, 1);
      IntStream.range(0, budget.atOnce()).forEach(each -> budget.answered());
    }
    assertEquals(200, retries);
  }

  @Test
  void asManyRetriesASecondAsMayBeAtOnceAreLeftToABusyPool() {
    RetryBudget budget = budget(0, 3);
    inFlight = 1_000;
    for (int second = 0; second < 20; second++) {
      assertEquals(3, begun(budget, 10));
      IntStream.range(0, 3).forEach(each -> budget.answered());
      assertEquals(0, begun(budget, 10));
      ticker.advance(SECOND);
    }
  }

  @ParameterizedTest
  @MethodSource("ai.openclaw.lb.testing.FakeTicker#hostile")
  void callsAndRetriesAreForgottenAfterTenSeconds(FakeTicker clock) {
    ticker = clock;
    RetryBudget budget = budget(20, 0);
    for (int second = 0; second < 200; second++) { // a minute is where the clocks wrap
      calls(budget, 10);
      assertEquals(2, begun(budget, 5), clock + " after " + second + " s");
      ticker.advance(SECOND);
    }
    ticker.advance(SECOND.multipliedBy(8));
    calls(budget, 1);
    assertEquals(1, begun(budget, 5), "the last of the others is 9 s old: 11 calls, 2 retries");
    ticker.advance(SECOND.multipliedBy(10));
    assertEquals(0, begun(budget, 5));
    calls(budget, 5);
    assertEquals(1, begun(budget, 5));
  }

  @Test
  void aClockThatStepsBackLosesNothing() {
    RetryBudget budget = budget(50, 0);
    ticker.advance(SECOND.multipliedBy(5));
    calls(budget, 10);
    long before = ticker.getAsLong() - SECOND.toNanos() / 2;
    budget.callBegan(before);
    budget.callBegan(before);
    assertEquals(6, begun(budget, 20));
    assertNull(budget.ask(before, Duration.ZERO, () -> inFlight, share -> overloaded));
  }

  @Test
  void whatIsGivenBackCountsNoMore() {
    RetryBudget budget = budget(20, 1);
    calls(budget, 10);
    RetryBudget.Permit first = Objects.requireNonNull(ask(budget));
    RetryBudget.Permit second = Objects.requireNonNull(ask(budget));
    assertNull(ask(budget));
    second.giveBack();
    second.giveBack();
    assertEquals(1, budget.atOnce());
    assertNotNull(ask(budget));
    assertTrue(first.begin());
    first.giveBack();
    assertEquals(2, budget.atOnce());
    assertNull(ask(budget));
  }

  @Test
  void aPermitThatNobodyUsesIsTakenBackAfterItsDelay() {
    RetryBudget budget = budget(0, 1);
    RetryBudget.Permit forgotten = Objects.requireNonNull(budget.ask(
        ticker.getAsLong(), SECOND.multipliedBy(5), () -> inFlight, share -> overloaded));
    ticker.advance(SECOND.multipliedBy(6).minusNanos(1));
    assertNull(ask(budget));
    ticker.advance(Duration.ofNanos(1));
    assertNotNull(ask(budget));
    assertEquals(false, forgotten.begin(), "it counts no more");
    assertEquals(1, budget.atOnce());
  }

  @Test
  void manyThreadsGetExactlyTheBudget() throws Exception {
    int threads = 8;
    RetryBudget budget = budget(20, 3);
    calls(budget, 1_000);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    CyclicBarrier start = new CyclicBarrier(threads);
    try {
      List<Future<Integer>> begun = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        begun.add(executor.submit(() -> {
          start.await();
          return begun(budget, 1_000);
        }));
      }
      int sum = 0;
      for (Future<Integer> some : begun) {
        sum += some.get();
      }
      assertEquals(200, sum);
      assertEquals(200, budget.atOnce());
    } finally {
      executor.shutdownNow();
    }
  }
}
