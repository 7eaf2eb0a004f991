package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.AgentCall;
import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.Replay;
import ai.openclaw.lb.RequestContext;
import java.time.Duration;
import okhttp3.Call;
import okio.Timeout;

/** How long the caller of an OkHttp call waits. */
final class Deadlines {
  private Deadlines() {}

  /** Begins a call that keeps to the OkHttp call's timeout and deadline, where it has them. */
  static AgentCall begin(AgentPool pool, RequestContext context, Replay replay, Call call) {
    Timeout timeout = call.timeout();
    long left = timeout.timeoutNanos() == 0 ? Long.MAX_VALUE : timeout.timeoutNanos();
    if (timeout.hasDeadline()) {
      left = Math.min(left, Math.max(0, timeout.deadlineNanoTime() - System.nanoTime()));
    }
    return left == Long.MAX_VALUE
        ? pool.newCall(context, replay)
        : pool.newCall(context, replay, Duration.ofNanos(left));
  }
}
