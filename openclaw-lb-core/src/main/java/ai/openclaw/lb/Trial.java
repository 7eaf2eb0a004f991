package ai.openclaw.lb;

import ai.openclaw.lb.health.LoadReport;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An agent that was ejected takes one attempt, whose result decides whether it is back. Where that one
 * takes long to end (a stream of an hour, or a response that nobody closes), another one may begin
 * after some time; the first result decides.
 */
final class Trial implements Admission {
  private final EvidenceListener listener;
  private final LongSupplier nanoTime;
  private final long patienceNanos;

  /** The attempt that runs. Any thread sets it, by compare-and-set; its end clears it. */
  private final AtomicReference<@Nullable Pause> taken = new AtomicReference<>();

  /**
   * @param patienceNanos how long an attempt is waited for before another one may begin
   */
  Trial(EvidenceListener listener, LongSupplier nanoTime, long patienceNanos) {
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.patienceNanos = patienceNanos;
  }

  boolean isTaken() {
    Pause running = taken.get();
    return running != null && !running.isOver(nanoTime.getAsLong());
  }

  @Override
  public boolean admit() {
    long now = nanoTime.getAsLong();
    Pause running = taken.get();
    return (running == null || running.isOver(now))
        && taken.compareAndSet(running, new Pause(now, patienceNanos));
  }

  @Override
  public void release() {
    taken.set(null);
  }

  @Override
  public void loaded(PooledAgent agent, LoadReport load) {
    listener.loaded(agent, load);
  }

  /** What is the caller's doing proves nothing: the next attempt is the trial. */
  @Override
  public void ended(PooledAgent agent, Outcome outcome, long nowNanos) {
    if (outcome.isCallers()) {
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
}
