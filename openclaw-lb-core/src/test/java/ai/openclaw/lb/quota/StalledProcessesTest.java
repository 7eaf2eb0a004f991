package ai.openclaw.lb.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.quota.TokenStore.Grant;
import ai.openclaw.lb.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Three processes at three times the limit on a machine that stalls them now and then, so that answers
 * of the store come late: what they admit alone meanwhile does not add up to more than the limit.
 */
class StalledProcessesTest {
  private static final long SEED = 20_261_122L;
  private static final int LIMIT = 1000;

  private final FakeTicker ticker = FakeTicker.beforeWrap();
  private final Random random = new Random(SEED);

  /** A process whose way to the store is open, or so slow that answers come when the stall is over. */
  private final class Way implements TokenStore {
    private final FakeStore store;
    private final Quota quota;

    /** The answer that is late, and how much it was asked for; null where none is. */
    private CompletableFuture<Grant> late;

    private long most;
    private int stalledFor;

    Way(FakeStore store) {
      this.store = store;
      QuotaRequest request = LocalQuotaTest.request(LIMIT, LIMIT, ticker);
      QuotaRequest part = request.share(3);
      Outage outage = new Outage("pool-free", "its share", ticker);
      this.quota = new SharedQuota(request, part, this, outage, Duration.ofNanos(1));
    }

    @Override
    public CompletableFuture<Grant> take(long calls) {
      if (stalledFor == 0) {
        return store.take(calls);
      }
      late = new CompletableFuture<>();
      most = calls;
      return late;
    }

    void stall(int milliseconds) {
      stalledFor = milliseconds;
    }

    /** A millisecond passes. */
    void pass() {
      stalledFor = Math.max(0, stalledFor - 1);
      CompletableFuture<Grant> waiting = late;
      if (stalledFor == 0 && waiting != null) {
        late = null;
        store.take(most).thenAccept(waiting::complete);
      }
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0.002, 100", "0.01, 60", "0.0005, 300"})
  void sumIsTheLimit(double stalls, int longest) {
    FakeStore first = new FakeStore(LIMIT, LIMIT, ticker);
    List<Way> processes = new ArrayList<>();
    for (FakeStore way : List.of(first, new FakeStore(first), new FakeStore(first))) {
      processes.add(new Way(way));
    }
    long admitted = 0;
    for (int millisecond = 0; millisecond < 10_000; millisecond++) {
      ticker.advance(Duration.ofMillis(1));
      for (Way process : processes) {
        if (random.nextDouble() < stalls) {
          process.stall(1 + random.nextInt(longest));
        }
        process.pass();
        admitted += process.quota.tryTake() == 0 ? 1 : 0;
      }
    }
    long alone = processes.stream().mapToLong(way -> way.quota.decidedAlone()).sum();
    assertTrue(stalls == 0 || alone > 0);
    assertEquals(11_000, admitted, 11_000 * 0.03, "seed " + SEED);
  }
}
