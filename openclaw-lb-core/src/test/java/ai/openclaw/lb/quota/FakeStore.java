package ai.openclaw.lb.quota;

import ai.openclaw.lb.testing.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A store in this process: a local bucket, which can be away, and answer when the test says so. */
final class FakeStore implements TokenStore {
  /** How many calls each question asked for. */
  final List<Long> asked = new ArrayList<>();

  /** The answer to every question where it is not null. */
  CompletableFuture<Grant> answer;

  boolean closed;
  private final Quota bucket;

  FakeStore(double maxQps, long burst, FakeTicker ticker) {
    this(new LocalQuota(LocalQuotaTest.request(maxQps, burst, ticker)));
  }

  /** A further process' way to the same bucket. */
  FakeStore(FakeStore same) {
    this(same.bucket);
  }

  private FakeStore(Quota bucket) {
    this.bucket = bucket;
  }

  void goAway() {
    answer = CompletableFuture.failedFuture(new CompletionException(new Exception("refused")));
  }

  void comeBack() {
    answer = null;
  }

  @Override
  public CompletableFuture<Grant> take(long most) {
    asked.add(most);
    if (answer != null) {
      return answer;
    }
    long calls = 0;
    long wait = 0;
    while (calls < most && wait == 0) {
      wait = bucket.tryTake();
      calls += wait == 0 ? 1 : 0;
    }
    return CompletableFuture.completedFuture(new Grant(calls, wait));
  }

  @Override
  public void close() {
    closed = true;
  }
}
