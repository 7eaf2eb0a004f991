package ai.openclaw.lb;

import ai.openclaw.lb.health.LoadReport;
import java.util.concurrent.atomic.AtomicBoolean;

/** An agent that was ejected takes one attempt, whose result decides whether it is back. */
final class Trial implements Admission {
  private final EvidenceListener listener;

  /** Whether the attempt runs. Any thread sets it, by compare-and-set; its end clears it. */
  private final AtomicBoolean taken = new AtomicBoolean();

  Trial(EvidenceListener listener) {
    this.listener = listener;
  }

  boolean isTaken() {
    return taken.get();
  }

  @Override
  public boolean admit() {
    return taken.compareAndSet(false, true);
  }

  @Override
  public void release() {
    taken.set(false);
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
