package ai.openclaw.lb.quota;

import ai.openclaw.lb.quota.TokenStore.Grant;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * This process' part in a quota that several processes share. It takes what {@link #BATCH_NANOS} admit
 * at a time from the store, and calls take from that: the store is asked by one thread at a time, others
 * wait for the same answer. Once the store has none it is left in peace for as long again.
 *
 * <p>While the store is away, or an answer is late, calls are decided by a bucket of this process' share.
 * What the store admits is taken from that one too, and a store that has not got what was asked for
 * empties it: nobody has anything left then, so an outage, which may be no more than a moment in which
 * this process did not run, begins without a burst of its own. What was admitted alone is owed to the store, up to the share's burst, so
 * that late answers do not add up to more than the limit.
 *
 * <p>Example: 1000 a second and three processes. Each takes 10 calls at a time; one that is refused
 * asks again 10 ms later, when there are 10 more for all three.
 */
final class SharedQuota implements Quota {
  /** So much of the quota is taken at once. */
  private static final long BATCH_NANOS = Duration.ofMillis(10).toNanos();

  private final TokenStore store;
  private final LocalQuota share;
  private final Outage outage;
  private final LongSupplier nanoTime;
  private final long timeoutNanos;
  private final long batch;
  private final long pauseNanos;

  /** Calls that were admitted without the store, and are to be taken from it when it answers. */
  private final AtomicLong owed = new AtomicLong();

  private final long mostOwed;

  /** Calls that were taken and not yet admitted. */
  private final AtomicLong reserve = new AtomicLong();

  /** Threads that wait for an answer: a store that is slow is asked for as many. */
  private final AtomicLong waiting = new AtomicLong();

  /** The answer that is awaited; null where none is. */
  private final AtomicReference<CompletableFuture<Grant>> asked = new AtomicReference<>();

  private final LongAdder alone = new LongAdder();

  /** Until when the store is not asked. Written by whoever gets an answer, read by every call. */
  private volatile long emptyUntil;

  /**
   * @param store what all processes take from
   * @param part the quota of this process alone, while the store is away
   * @param timeout how long a call waits for the store
   */
  SharedQuota(
      QuotaRequest request, QuotaRequest part, TokenStore store, Outage outage, Duration timeout) {
    this.store = store;
    this.share = new LocalQuota(part);
    this.mostOwed = part.burst();
    this.outage = outage;
    this.nanoTime = request.nanoTime();
    this.timeoutNanos = timeout.toNanos();
    double inBatch = request.maxQps() * BATCH_NANOS / 1e9;
    this.batch = (long) Math.max(1, Math.min((double) request.burst(), inBatch));
    // A small bucket must not run over meanwhile: what runs over would be lost to all.
    this.pauseNanos =
        (long) Math.min((double) BATCH_NANOS, request.burst() * 0.5e9 / request.maxQps());
    this.emptyUntil = nanoTime.getAsLong();
  }

  @Override
  public long tryTake() {
    if (takeReserved()) {
      return admitted();
    }
    if (outage.running()) {
      return decideAlone();
    }
    long left = emptyUntil - nanoTime.getAsLong();
    return left > 0 ? left : takeShared();
  }

  @Override
  public long decidedAlone() {
    return alone.sum();
  }

  @Override
  public void close() {
    store.close();
    share.close();
  }

  /** Asks the store before the first call comes, and waits for nothing. */
  void prefetch() {
    CompletableFuture<?> unused = ask();
  }

  private long admitted() {
    share.tryTake();
    return 0;
  }

  private boolean takeReserved() {
    long calls = reserve.get();
    while (calls > 0) {
      if (reserve.compareAndSet(calls, calls - 1)) {
        return true;
      }
      calls = reserve.get();
    }
    return false;
  }

  private long decideAlone() {
    if (outage.takeRetry()) {
      CompletableFuture<?> unused = ask();
    }
    alone.increment();
    long wait = share.tryTake();
    if (wait == 0 && owed.get() < mostOwed) {
      owed.incrementAndGet();
    }
    return wait;
  }

  private long takeShared() {
    long begin = nanoTime.getAsLong();
    waiting.getAndIncrement();
    CompletableFuture<Grant> answer = ask();
    try {
      for (; ; answer = ask()) {
        long timeLeft = timeoutNanos - (nanoTime.getAsLong() - begin);
        answer.get(Math.max(0, timeLeft), TimeUnit.NANOSECONDS);
        if (takeReserved()) {
          return admitted();
        }
        long left = emptyUntil - nanoTime.getAsLong();
        if (left > 0) {
          return left;
        }
      }
    } catch (TimeoutException late) {
      outage.begin("no answer in " + Duration.ofNanos(timeoutNanos));
      if (answer.isDone() && !answer.isCompletedExceptionally()) {
        outage.end(); // it came meanwhile
      }
    } catch (ExecutionException said) {
      // Whoever got the answer has begun the outage.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.getAndDecrement();
    }
    return decideAlone();
  }

  /** Asks the store, unless it is being asked; the answer to wait for. */
  private CompletableFuture<Grant> ask() {
    CompletableFuture<Grant> mine = new CompletableFuture<>();
    CompletableFuture<Grant> running = asked.compareAndExchange(null, mine);
    if (running != null) {
      return running;
    }
    long most = Math.max(batch, waiting.get()) + owed.get();
    CompletionStage<?> unused = answer(most).whenComplete((grant, failure) -> {
      if (failure == null) {
        arrived(grant, most);
      } else {
        outage.begin(reason(failure));
      }
      asked.set(null); // before anybody wakes up and asks again
      complete(mine, grant, failure);
      if (failure == null) {
        outage.end(); // after it is there for those who give up waiting just now
      }
    });
    return mine;
  }

  private CompletableFuture<Grant> answer(long most) {
    try {
      return store.take(most);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static void complete(
      CompletableFuture<Grant> answer, Grant grant, @Nullable Throwable failure) {
    if (failure == null) {
      answer.complete(grant);
    } else {
      answer.completeExceptionally(failure);
    }
  }

  private void arrived(Grant grant, long most) {
    if (grant.calls() < most) {
      share.empty();
    }
    if (grant.calls() > 0) {
      long paid = Math.min(owed.get(), grant.calls()); // one answer at a time: nobody else pays
      owed.addAndGet(-paid);
      reserve.addAndGet(grant.calls() - paid);
    } else {
      emptyUntil = nanoTime.getAsLong() + Math.max(1, Math.max(pauseNanos, grant.waitNanos()));
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }
}
