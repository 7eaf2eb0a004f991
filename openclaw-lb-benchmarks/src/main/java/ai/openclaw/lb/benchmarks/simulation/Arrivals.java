package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.RequestContext;
import java.util.ArrayList;
import java.util.List;

/** The calls of a scenario, one after the other: the same for every rule. For one thread. */
final class Arrivals {
  /** A call of no session. */
  static final int NO_SESSION = -1;

  private static final double ZIPF = 1.1;

  private final Draws gaps;
  private final Draws works;
  private final Draws callers;
  private final Draws sessions;
  private final double meanGapNanos;
  private final Traffic traffic;
  private final List<RequestContext> contexts = new ArrayList<>();
  /** What share of the calls belongs to each session or to one before it. */
  private final double[] shares;

  private double at;
  private int session = NO_SESSION;

  Arrivals(Scenario scenario, long seed) {
    this.gaps = new Draws(seed, "gaps");
    this.works = new Draws(seed, "works");
    this.callers = new Draws(seed, "callers");
    this.sessions = new Draws(seed, "sessions");
    this.meanGapNanos = EventLoop.SECOND / scenario.rate();
    this.traffic = scenario.traffic();
    this.shares = new double[traffic.sessions()];
    double total = 0;
    for (int i = 0; i < shares.length; i++) {
      total += StrictMath.pow(i + 1, -ZIPF);
      shares[i] = total;
      contexts.add(
          RequestContext.builder().sessionKey("session-" + seed + "-" + i).build());
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= total;
    }
  }

  /** Goes on to the next call, and returns when it comes, in nanoseconds since the start. */
  long nextNanos() {
    at += gaps.exponential() * meanGapNanos;
    session = shares.length == 0 ? NO_SESSION : drawSession();
    return (long) at;
  }

  private int drawSession() {
    double point = sessions.nextDouble();
    int low = 0;
    int high = shares.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (point < shares[middle]) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  double work() {
    return traffic.sizes().next(works);
  }

  int caller() {
    return callers.nextInt(traffic.callers());
  }

  /** The call's session, by number; {@link #NO_SESSION} for none. */
  int session() {
    return session;
  }

  RequestContext context() {
    return session == NO_SESSION ? RequestContext.EMPTY : contexts.get(session);
  }
}
