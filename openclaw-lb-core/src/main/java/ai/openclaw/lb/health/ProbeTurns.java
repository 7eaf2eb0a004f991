package ai.openclaw.lb.health;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When the targets of one prober are probed next. What is due at about the same time comes together,
 * since to wake up for a probe costs more than the probe. Confined to the scheduler thread.
 *
 * <p>A queue ordered by due time, and one timer, for its head; when that fires, those behind it come
 * too, as long as they may by then: up to 2 % of their pause early. O(log n) a turn. Their due times
 * are drawn from 92 % to 110 % of the pause, so that from 90 % to 110 % pass in the end.
 *
 * <p>Example, pauses of 10 s and turns that are due at 20.00 s, 20.15 s and 20.30 s: the first two
 * come at 20.00 s, the third at 20.30 s.
 */
final class ProbeTurns {
  private static final double JITTER = 0.1;
  private static final double EARLY = 0.02;

  private final ProbeThread thread;
  private final Supplier<RandomGenerator> random;
  private final PriorityQueue<Turn> waiting =
      new PriorityQueue<>((one, other) -> Long.signum(one.dueNanos - other.dueNanos));

  /** The head of the queue, which the timer is for; null while there is no timer. */
  private @Nullable Turn next;

  private @Nullable ScheduledFuture<?> timer;

  ProbeTurns(ProbeThread thread, Supplier<RandomGenerator> random) {
    this.thread = thread;
    this.random = random;
  }

  /** Has something come within the duration, at a random moment of it. */
  Turn within(Duration pause, Runnable task) {
    return add(pause, random.get().nextDouble(), task);
  }

  /** Has something come after the duration, give or take 10 %. */
  Turn after(Duration pause, Runnable task) {
    double least = 1 - JITTER + EARLY;
    return add(pause, least + (1 + JITTER - least) * random.get().nextDouble(), task);
  }

  private Turn add(Duration pause, double part, Runnable task) {
    long nanos = pause.toNanos();
    Turn added = new Turn(thread.now() + (long) (nanos * part), (long) (nanos * EARLY), task);
    waiting.add(added);
    await();
    return added;
  }

  /** Has a turn not come; one that came, or was cancelled, is fine. */
  void cancel(Turn turn) {
    waiting.remove(turn);
    await();
  }

  /** Cancels all. */
  void clear() {
    waiting.clear();
    await();
  }

  private void await() {
    Turn head = waiting.peek();
    if (head == next) {
      return;
    }
    ProbeThread.cancel(timer);
    timer = head == null ? null : thread.after(head.dueNanos - thread.now(), this::come);
    next = head;
  }

  private void come() {
    next = null;
    timer = null;
    long nowNanos = thread.now();
    Turn head = waiting.peek();
    while (head != null && head.mayCome(nowNanos)) {
      waiting.remove();
      head.task.run();
      head = waiting.peek();
    }
    await();
  }

  /** One thing to come, told from others by its identity. */
  static final class Turn {
    private final long dueNanos;
    private final long earlyNanos;
    private final Runnable task;

    private Turn(long dueNanos, long earlyNanos, Runnable task) {
      this.dueNanos = dueNanos;
      this.earlyNanos = earlyNanos;
      this.task = task;
    }

    private boolean mayCome(long nowNanos) {
      return dueNanos - nowNanos <= earlyNanos;
    }
  }
}
