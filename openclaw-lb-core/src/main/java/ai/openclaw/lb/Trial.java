package ai.openclaw.lb;

import ai.openclaw.lb.health.LoadReport;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An agent that was ejected takes one attempt, whose result decides whether it is back. Where that one
 * takes long to end (a stream of an hour, or a response that nobody closes), another one may begin
 * after some time; the first result decides.
 *
 * <p>A trial that the caller cancels decides nothing, and may have ended so because the agent hangs:
 * while others are left, the next one waits for a tenth of that time, and each further one twice as
 * long as the one before, up to the whole. So a hung agent does not eat the call of one impatient
 * caller after the other.
 *
 * <p>One that brings no sign of life in its time is taken for failed: while others are left, the next
 * waits as long more as another ejection would last, and each further one twice as long. So a hung agent
 * costs few calls, however long these wait until they fail or are cancelled.
 *
 * <p>Calls that can't be sent again leave the trial to others at first. Where none of those comes in
 * that time, they make it all the same: the agent would never be back.
 *
 * <p>Example, with 10 s and a next ejection of 20 s, 300 s at most: trials that are cancelled at once
 * follow each other after 1, 2, 4, 8, 10 and 10 s; trials that hang after 30, 50, 90, 170 and 310 s, those
 * whose answers have begun after 10 s.
 */
final class Trial implements Admission {
  /** The first rest is this part of the patience. */
  private static final int SHORTEST_REST = 10;

  /** After so many rests, each twice as long as the one before, they are as long as they get. */
  private static final int LONGEST_REST = 4;

  private final EvidenceListener listener;
  private final LongSupplier nanoTime;
  private final long patienceNanos;
  private final long failureNanos;
  private final long longestNanos;

  /** While it lasts, calls that can't be sent again leave the trial to others. */
  private final Pause forReplayable;

  /** The attempt that runs. Any thread sets it, by compare-and-set; its end clears it. */
  private final AtomicReference<@Nullable Pause> taken = new AtomicReference<>();

  /** Trials since the agent gave its last sign of life, if any. Any thread changes it. */
  private final AtomicReference<@Nullable Silence> silence = new AtomicReference<>();

  /** Trials that callers have cancelled. Any thread counts. */
  private final AtomicInteger cancelled = new AtomicInteger();

  /** How long others come first after a cancelled trial. The thread that ends it writes. */
  private volatile @Nullable Pause resting;

  /**
   * @param patienceNanos how long an attempt is waited for before another one may begin
   * @param failureNanos how long the agent would be kept out if the trial failed
   * @param longestNanos how long it would be at most after further failures
   */
  Trial(
      EvidenceListener listener,
      LongSupplier nanoTime,
      long patienceNanos,
      long failureNanos,
      long longestNanos) {
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.patienceNanos = patienceNanos;
    this.failureNanos = failureNanos;
    this.longestNanos = longestNanos;
    this.forReplayable = new Pause(nanoTime.getAsLong(), patienceNanos);
  }

  /** Whether the trial comes before other agents for a call, and does not run yet. */
  boolean isDue(Replay replay) {
    long now = nanoTime.getAsLong();
    Pause rest = resting;
    return !isTaken(now)
        && !isSilent(now)
        && (rest == null || rest.isOver(now))
        && (replay != Replay.NEVER || forReplayable.isOver(now));
  }

  boolean isTaken() {
    return isTaken(nanoTime.getAsLong());
  }

  private boolean isTaken(long nowNanos) {
    Pause running = taken.get();
    return running != null && !running.isOver(nowNanos);
  }

  /** Whether other agents come first since trials have hung. */
  boolean isSilent() {
    return isSilent(nanoTime.getAsLong());
  }

  private boolean isSilent(long nowNanos) {
    Silence known = silence.get();
    if (known == null) {
      return false;
    }
    double failures = Math.scalb((double) failureNanos, known.trials - 1);
    long out = (long) Math.min(failures, (double) longestNanos);
    return !new Pause(known.sinceNanos, patienceNanos + out).isOver(nowNanos);
  }

  @Override
  public boolean admit() {
    long now = nanoTime.getAsLong();
    Pause running = taken.get();
    boolean admitted = (running == null || running.isOver(now))
        && taken.compareAndSet(running, new Pause(now, patienceNanos));
    if (admitted) {
      silence.updateAndGet(before -> Silence.after(before, now));
    }
    return admitted;
  }

  @Override
  public void release() {
    silence.updateAndGet(Silence::withoutLatest);
    taken.set(null);
  }

  @Override
  public void answered() {
    silence.set(null);
  }

  @Override
  public void loaded(PooledAgent agent, LoadReport load) {
    listener.loaded(agent, load);
  }

  /** What is the caller's doing proves nothing: another attempt is the trial. */
  @Override
  public void ended(PooledAgent agent, Outcome outcome, long elapsedNanos, long nowNanos) {
    if (outcome.isCallers()) {
      endedByCaller(outcome, elapsedNanos, nowNanos);
      return;
    }
    switch (outcome.result()) {
      case SUCCESS -> listener.tried(agent, this, true, outcome);
      case FAILURE -> listener.tried(agent, this, false, outcome);
      case REFUSED -> {
        listener.tried(agent, this, true, outcome);
        listener.refused(agent, outcome);
      }
      case CANCELLED -> {}
    }
  }

  /** One that was cancelled in its time says nothing of the agent, a later one that it hangs. */
  private void endedByCaller(Outcome outcome, long elapsedNanos, long nowNanos) {
    if (outcome.kind() != Outcome.Kind.CANCELLED) {
      answered();
    } else {
      if (elapsedNanos < patienceNanos) {
        silence.updateAndGet(Silence::withoutLatest);
      }
      rest(nowNanos);
    }
    taken.set(null);
  }

  private void rest(long nowNanos) {
    int before = Math.min(cancelled.getAndIncrement(), LONGEST_REST);
    long nanos = Math.min(patienceNanos, (patienceNanos / SHORTEST_REST) << before);
    resting = new Pause(nowNanos, nanos);
  }

  /**
   * How long the agent has given no sign of life.
   *
   * @param trials how many trials have begun since
   * @param sinceNanos when the latest of them did
   * @param beforeNanos when the one before it did
   */
  private record Silence(int trials, long sinceNanos, long beforeNanos) {
    static Silence after(@Nullable Silence before, long nowNanos) {
      return before == null
          ? new Silence(1, nowNanos, nowNanos)
          : new Silence(before.trials + 1, nowNanos, before.sinceNanos);
    }

    static @Nullable Silence withoutLatest(@Nullable Silence silence) {
      return silence == null || silence.trials == 1
          ? null
          : new Silence(silence.trials - 1, silence.beforeNanos, silence.beforeNanos);
    }
  }
}
