package ai.openclaw.lb;

import ai.openclaw.lb.config.RetryBudgetConfig;
import ai.openclaw.lb.health.SlidingWindow;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoublePredicate;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many of a pool's attempts may be retries: without a limit, retries multiply the load of a pool
 * that is in trouble for having too much of it. A retry is permitted while fewer than so many of them
 * wait for their answers, or while those of the last 10 s are fewer than a share of the calls of that
 * time. Thread-safe and lock-free; a call costs one addition, a retry O(agents).
 *
 * <p>Agents that refuse at once leave hardly a retry waiting, so that the first rule alone would permit
 * them all. It therefore permits as many a second, and more than that only while no more attempts than
 * that are in flight at all: a pool so quiet is not in trouble for its load.
 *
 * <p>Where most agents fail a larger share of their attempts than may be retried, by timeouts or
 * refusals, there is no better one to go to, and each retry takes what others need. Only the first rule
 * counts then; so a queue that a dip of the capacity leaves is gone soon after it, where a fifth more of
 * calls would keep it for ever (docs/balancing.md, dip).
 *
 * <p>Example, with 20 % and three at once: of 100 calls that fail at the same time 20 are retried; a
 * caller that sends one call after the other always gets its retries.
 */
final class RetryBudget {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** How late a retry may begin before its permit is taken for forgotten. */
  private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

  /** Written by a reload, read by every retry. */
  private volatile RetryBudgetConfig config;

  private final SlidingWindow<Counts> window;

  /** Retries permitted and not yet answered. */
  private final AtomicInteger atOnce = new AtomicInteger();

  /** The permits whose retries have not begun: some never will, where callers give up meanwhile. */
  private final Queue<Permit> unused = new ConcurrentLinkedQueue<>();

  /** Counts from {@code nowNanos} on. */
  RetryBudget(RetryBudgetConfig config, long nowNanos) {
    this.config = config;
    this.window = new SlidingWindow<>(WINDOW, Counts::new, nowNanos);
  }

  /** Limits by another configuration from now on; what was counted goes on counting. */
  void config(RetryBudgetConfig config) {
    this.config = config;
  }

  /** Counts a call. */
  void callBegan(long nowNanos) {
    window.at(nowNanos).calls.increment();
  }

  /**
   * Asks for a retry that is to begin after a delay.
   *
   * @param inFlight tells how many attempts of the pool are in flight, that which is retried included
   * @param overloaded tells whether most agents fail this share of their attempts, as this one did, for
   *     having too many of them
   * @return the permit, or null where the budget is used up
   */
  @Nullable
  Permit ask(long nowNanos, Duration delay, IntSupplier inFlight, DoublePredicate overloaded) {
    Counts latest = window.at(nowNanos);
    int minConcurrent = config.minConcurrent();
    boolean few = (latest.retries.get() < minConcurrent || inFlight.getAsInt() <= minConcurrent)
        && isBelowMinimum(nowNanos);
    if (!few && (overloaded.test(share()) || !takeShare(latest, nowNanos))) {
      return null;
    }
    if (few) {
      latest.retries.incrementAndGet();
    } else {
      atOnce.incrementAndGet();
    }
    Permit permit = new Permit(latest, new Pause(nowNanos, delay.toNanos() + GRACE_NANOS));
    unused.add(permit);
    return permit;
  }

  /** A retry that had begun was answered, or has ended. */
  void answered() {
    atOnce.decrementAndGet();
  }

  /** Retries that are permitted and not yet answered. */
  int atOnce() {
    return atOnce.get();
  }

  private boolean isBelowMinimum(long nowNanos) {
    if (takeOneAtOnce()) {
      return true;
    }
    for (Permit permit : unused) {
      permit.expire(nowNanos);
    }
    return takeOneAtOnce();
  }

  private boolean takeOneAtOnce() {
    int minConcurrent = config.minConcurrent();
    for (int seen = atOnce.get(); seen < minConcurrent; seen = atOnce.get()) {
      if (atOnce.compareAndSet(seen, seen + 1)) {
        return true;
      }
    }
    return false;
  }

  private double share() {
    return config.percent() / 100;
  }

  private boolean takeShare(Counts latest, long nowNanos) {
    double share = share();
    while (true) {
      int seen = latest.retries.get();
      long retries = window.sum(nowNanos, counts -> counts.retries.get());
      if (retries >= share * window.sum(nowNanos, counts -> counts.calls.sum())) {
        return false;
      }
      if (latest.retries.compareAndSet(seen, seen + 1)) {
        return true;
      }
    }
  }

  /** Of one slot of the window. */
  private static final class Counts {
    private final LongAdder calls = new LongAdder();
    private final AtomicInteger retries = new AtomicInteger();
  }

  /**
   * Leave for one retry, which counts from now on. It ends once: by beginning, by being given back, or
   * by itself where neither happens in time.
   */
  final class Permit {
    private final Counts counted;
    private final Pause time;
    private final AtomicBoolean ended = new AtomicBoolean();

    private Permit(Counts counted, Pause time) {
      this.counted = counted;
      this.time = time;
    }

    /**
     * The retry begins.
     *
     * @return whether {@link #answered} is due for it
     */
    boolean begin() {
      return end();
    }

    /** There will be no retry. */
    void giveBack() {
      if (end()) {
        atOnce.decrementAndGet();
        counted.retries.decrementAndGet();
      }
    }

    private void expire(long nowNanos) {
      if (time.isOver(nowNanos)) {
        giveBack();
      }
    }

    private boolean end() {
      boolean first = ended.compareAndSet(false, true);
      if (first) {
        unused.remove(this);
      }
      return first;
    }
  }
}
