package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.Agent;
import ai.openclaw.lb.AgentState;
import ai.openclaw.lb.PoolListener;
import org.jspecify.annotations.Nullable;

/** How long a pool takes to take a faulty agent out, and to take it back when it is well. */
final class FaultWatch implements PoolListener {
  private final Samples ejected = new Samples();
  private final Samples returned = new Samples();
  private boolean everMissed;
  private boolean everKept;

  // Of the present run.
  private @Nullable EventLoop loop;
  private @Nullable String faulty;
  private boolean over;
  private boolean out;
  private boolean seen;
  private long since;

  void begin(EventLoop newLoop) {
    loop = newLoop;
    faulty = null;
    over = false;
    out = false;
    seen = false;
  }

  void began(String agent) {
    faulty = agent;
    since = elapsed();
  }

  void ended() {
    over = true;
    since = elapsed();
    everMissed |= !seen;
    if (!out && seen) {
      returned.add(0);
    }
  }

  void end() {
    everKept |= over && out;
  }

  @Override
  public void agentStateChanged(
      String pool, Agent agent, AgentState from, AgentState to, String reason) {
    if (!agent.id().equals(faulty)) {
      return;
    }
    out = to != AgentState.HEALTHY;
    if (!over && out && !seen) {
      seen = true;
      ejected.add(elapsed() - since);
    } else if (over && !out) {
      returned.add(elapsed() - since);
    }
  }

  /** From the fault to the ejection, in the slowest run. */
  long ejectMillis() {
    return slowest(ejected, everMissed);
  }

  /** From the end of the fault to the return, in the slowest run. */
  long returnMillis() {
    return slowest(returned, everKept);
  }

  private static long slowest(Samples samples, boolean never) {
    if (never) {
      return Result.NEVER;
    }
    return samples.size() == 0 ? Result.NONE : samples.millis(1000);
  }

  private long elapsed() {
    return loop == null ? 0 : loop.elapsed();
  }
}
