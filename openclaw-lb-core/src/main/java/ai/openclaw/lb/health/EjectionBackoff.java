package ai.openclaw.lb.health;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long an agent is kept out each time that the results of its attempts speak against it: twice as
 * long as the time before, up to a limit. Each base time in rotation takes one doubling back.
 * A tenth of it is left to chance, so that many callers do not come back at once. Not thread-safe.
 *
 * <p>Example, with 10 s and at most 300 s: 10 to 11 s, 20 to 22, 40 to 44, 80 to 88, 160 to 176, and
 * from then on 273 to 300 s; with 30 s in rotation after the third, the next is the first again.
 */
public final class EjectionBackoff {
  private static final double JITTER = 0.1;

  private Duration base;
  private Duration longest;
  private int doublings;
  private boolean inRotation;

  /** Since when it is, where it is. */
  private long returnedNanos;

  /** A backoff of an agent that has not been ejected yet. */
  public EjectionBackoff(Duration base, Duration longest) {
    this.base = base;
    this.longest = longest;
  }

  /** Goes by other times from now on; what was counted stays. */
  public void times(Duration newBase, Duration newLongest) {
    base = newBase;
    longest = newLongest;
  }

  /** Returns how long the agent is to be kept out this time, in nanoseconds. */
  public long eject(long nowNanos, RandomGenerator random) {
    if (inRotation) {
      long good = Math.max(0, nowNanos - returnedNanos) / Math.max(1, base.toNanos());
      doublings = (int) Math.max(0, doublings - good);
      inRotation = false;
    }
    double atMost = Math.scalb((double) base.toNanos(), doublings) * (1 + JITTER);
    if (atMost < longest.toNanos()) {
      doublings++;
    }
    double most = Math.min(atMost, (double) longest.toNanos());
    double least = most / (1 + JITTER);
    return (long) (least + (most - least) * random.nextDouble());
  }

  /** How long the agent would be kept out the next time, in nanoseconds, without what is left to chance. */
  public long nextNanos() {
    return (long)
        Math.min(Math.scalb((double) base.toNanos(), doublings), (double) longest.toNanos());
  }

  /** The agent is back in rotation; good behaviour counts from now on. */
  public void returned(long nowNanos) {
    returnedNanos = nowNanos;
    inRotation = true;
  }
}
