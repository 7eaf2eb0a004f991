package ai.openclaw.lb;

import ai.openclaw.lb.health.LoadReport;
import ai.openclaw.lb.health.OutlierCounts;
import org.jspecify.annotations.Nullable;

/** An agent takes its share of calls; their results are counted for or against it. */
final class InRotation implements Admission {
  private final OutlierCounts counts;
  private final EvidenceListener listener;

  InRotation(OutlierCounts counts, EvidenceListener listener) {
    this.counts = counts;
    this.listener = listener;
  }

  @Override
  public boolean admit() {
    return true;
  }

  @Override
  public void release() {}

  @Override
  public void answered() {}

  @Override
  public void loaded(PooledAgent agent, LoadReport load) {
    listener.loaded(agent, load);
  }

  @Override
  public void ended(PooledAgent agent, Outcome outcome, long elapsedNanos, long nowNanos) {
    if (outcome.isCallers()) {
      return;
    }
    switch (outcome.result()) {
      case SUCCESS -> counts.succeeded(nowNanos);
      case FAILURE -> failed(agent, outcome, nowNanos);
      case REFUSED -> listener.refused(agent, outcome);
      case CANCELLED -> {}
    }
  }

  /** Whether most of what the agent did lately was well. */
  boolean flowsWell(long nowNanos) {
    return counts.flowsWell(nowNanos);
  }

  /** What part of the agent's attempts failed lately. */
  double failureShare(long nowNanos) {
    return counts.failureShare(nowNanos);
  }

  private void failed(PooledAgent agent, Outcome outcome, long nowNanos) {
    boolean connecting = outcome.kind() == Outcome.Kind.NOT_SENT;
    @Nullable String against = counts.failed(nowNanos, connecting);
    if (against != null) {
      listener.failing(agent, this, against + ", the last: " + outcome, outcome);
    }
  }
}
