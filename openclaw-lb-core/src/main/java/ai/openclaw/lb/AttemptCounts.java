package ai.openclaw.lb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * The attempts of one agent: how many run, and how those that finished ended. Thread-safe; each
 * attempt is counted once. What runs and what succeeded share one word: the end of a good attempt is
 * one atomic addition, and whoever sees no attempt in flight sees all counted.
 *
 * <p>An agent is its own counts, by inheritance: a selector that looks at many agents gets to each
 * count by one read less.
 */
class AttemptCounts {
  private static final VarHandle WORD = wordHandle();

  /** Stands for the running once nothing runs and nothing will: more than any agent may run. */
  private static final int RETIRED = Integer.MAX_VALUE;

  private static final long SUCCESS = 1L << Integer.SIZE;
  private static final long CARRY = 1L << (Integer.SIZE - 1);

  /**
   * Attempts that run now in the lower half, never below 0; above them those that succeeded and are
   * not in {@link #carried}. Any thread changes it, by {@link #WORD}.
   */
  private volatile long word;

  /** Successes that the word has no room for, by {@link #CARRY} at once. */
  private final LongAdder carried = new LongAdder();

  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();

  AttemptCounts() {
    this(0);
  }

  /** Starts with so many successes, 0 or more. */
  AttemptCounts(int succeeded) {
    this.word = succeeded * SUCCESS;
  }

  /** Attempts that run now. */
  public int inFlight() {
    int now = (int) word;
    return now == RETIRED ? 0 : now;
  }

  /** Whether at least so many run, or none will any more. */
  final boolean runsAtLeast(int limit) {
    return (int) word >= limit;
  }

  /** Begins an attempt if exactly {@code seen} run now; returns whether it has begun. */
  final boolean begin(int seen) {
    long now = word;
    return (int) now == seen && WORD.compareAndSet(this, now, now + 1);
  }

  /** Ends one that has begun. */
  final void ended(Outcome outcome) {
    if (outcome.succeeded()) {
      long before = (long) WORD.getAndAdd(this, SUCCESS - 1);
      if (before < 0) {
        carry();
      }
      return;
    }
    (outcome.kind() == Outcome.Kind.CANCELLED ? cancelled : failed).increment();
    WORD.getAndAdd(this, -1L);
  }

  /**
   * Admits nothing from now on, unless an attempt runs. A pick that read the snapshot before the
   * agent's removal then goes elsewhere, and the counts here are final.
   */
  final boolean retire() {
    for (long now = word; (int) now == 0; now = word) {
      if (WORD.compareAndSet(this, now, now | RETIRED)) {
        return true;
      }
    }
    return false;
  }

  final boolean isRetired() {
    return (int) word == RETIRED;
  }

  final long succeeded() {
    return carried.sum() + (word >>> Integer.SIZE);
  }

  final long failed() {
    return failed.sum();
  }

  final long finished() {
    return succeeded() + failed.sum() + cancelled.sum();
  }

  private void carry() {
    for (long now = word; now < 0; now = word) {
      if (WORD.compareAndSet(this, now, now & Long.MAX_VALUE)) {
        carried.add(CARRY);
        return;
      }
    }
  }

  private static VarHandle wordHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(AttemptCounts.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
