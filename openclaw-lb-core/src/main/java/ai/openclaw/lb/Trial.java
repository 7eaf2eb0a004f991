package ai.openclaw.lb;

import ai.openclaw.lb.health.LoadReport;
import java.time.Duration;
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
 * waits for a whole ejection more, and each further one twice as long. So a hung agent costs few calls,
 * however long these wait until they fail.
 *
 * <p>Calls that can't be sent again leave the trial to others at first. Where none of those comes in
 * that time, they make it all the same: the agent would never be back.
 *
 * <p>Example, with 10 s: cancelled trials follow each other after 1, 2, 4, 8, 10 and 10 s; trials that
 * hang after 30, 50, 90, 170 and 300 s, those whose answers have begun after 10 s.
 */
final class Trial implements Admission {
  /** The first rest is this part of the patience. */
  private static final int SHORTEST_REST = 10;

  /** After so many rests, each twice as long as the one before, they are as long as they get. */
  private static final int LONGEST_REST = 4;

  /** What trials of a hung agent wait for each other at most. */
  private static final double LONGEST_NANOS = Duration.ofMinutes(5).toNanos();

  private final EvidenceListener listener;
  private final LongSupplier nanoTime;
  private final long patienceNanos;

  /** While it lasts, calls that can't be sent again leave the trial to others. */
  private final Pause forReplayable;

  /** The latest attempt that runs. Any thread sets it, by compare-and-set; an end clears it. */
  private final AtomicReference<@Nullable Running> latest = new AtomicReference<>();

  /** Trials that callers have cancelled. Any thread counts. */
  private final AtomicInteger cancelled = new AtomicInteger();

  /** How long others come first after a cancelled trial. The thread that ends it writes. */
  private volatile @Nullable Pause resting;

  /**
   * @param patienceNanos how long an attempt is waited for before another one may begin
   */
  Trial(EvidenceListener listener, LongSupplier nanoTime, long patienceNanos) {
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.patienceNanos = patienceNanos;
    this.forReplayable = new Pause(nanoTime.getAsLong(), patienceNanos);
  }

  /** Whether the trial comes before other agents for a call, and does not run yet. */
  boolean isDue(Replay replay) {
    long now = nanoTime.getAsLong();
    Pause rest = resting;
    Running running = latest.get();
    return (running == null || running.mayBeFollowed(now, patienceNanos))
        && (rest == null || rest.isOver(now))
        && (replay != Replay.NEVER || forReplayable.isOver(now));
  }

  boolean isTaken() {
    Running running = latest.get();
    return running != null && !running.mayBeJoined(nanoTime.getAsLong(), patienceNanos);
  }

  @Override
  public boolean admit() {
    long now = nanoTime.getAsLong();
    Running running = latest.get();
    int silent = running == null ? 0 : running.silent;
    return (running == null || running.mayBeJoined(now, patienceNanos))
        && latest.compareAndSet(running, new Running(now, silent + 1));
  }

  @Override
  public void release() {
    latest.set(null);
  }

  @Override
  public void answered() {
    latest.updateAndGet(running -> running == null ? null : new Running(running.sinceNanos, 0));
  }

  @Override
  public void loaded(PooledAgent agent, LoadReport load) {
    listener.loaded(agent, load);
  }

  /** What is the caller's doing proves nothing: another attempt is the trial. */
  @Override
  public void ended(PooledAgent agent, Outcome outcome, long nowNanos) {
    if (outcome.isCallers()) {
      if (outcome.kind() == Outcome.Kind.CANCELLED) {
        rest(nowNanos);
      }
      release();
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

  private void rest(long nowNanos) {
    int before = Math.min(cancelled.getAndIncrement(), LONGEST_REST);
    long nanos = Math.min(patienceNanos, (patienceNanos / SHORTEST_REST) << before);
    resting = new Pause(nowNanos, nanos);
  }

  /**
   * An attempt that runs.
   *
   * @param silent how many have begun, this one included, since the agent gave its last sign of life; 0
   *     where this one has
   */
  private record Running(long sinceNanos, int silent) {
    /** Whether another one may begin beside it, where no other agent is left. */
    boolean mayBeJoined(long nowNanos, long patienceNanos) {
      return isOver(patienceNanos, nowNanos);
    }

    /** Whether another one may come before other agents. */
    boolean mayBeFollowed(long nowNanos, long patienceNanos) {
      double patience = patienceNanos;
      double asFailed = silent == 0 ? patience : patience + Math.scalb(patience, silent);
      return isOver((long) Math.max(patience, Math.min(asFailed, LONGEST_NANOS)), nowNanos);
    }

    private boolean isOver(long lengthNanos, long nowNanos) {
      return new Pause(sinceNanos, lengthNanos).isOver(nowNanos);
    }
  }
}
