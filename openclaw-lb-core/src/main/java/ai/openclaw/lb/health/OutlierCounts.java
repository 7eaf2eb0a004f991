package ai.openclaw.lb.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the results of one agent's attempts say against it: failures in a row, failures to connect in
 * a row, and the failure rate in a sliding window of exact counts. Counts only; what follows is for
 * others to decide. Thread-safe and lock-free; a success costs one atomic addition.
 *
 * <p>Counts are exact rather than decaying averages, so that a tight burst and a slow trickle
 * of the same results come to the same verdict.
 *
 * <p>Example, with 5 in a row and 50 % of at least 10: five failures in a row say so at the fifth; ten
 * attempts of which every other one fails say so at the tenth.
 */
public final class OutlierCounts {
  /** Attempts stand in a bucket's lower half, failures in its upper half. */
  private static final long ATTEMPT = 1;

  private static final long FAILED_ATTEMPT = 1L << Integer.SIZE | ATTEMPT;

  private final Limits limits;
  private final SlidingWindow<AtomicLong> window;
  private final AtomicInteger failuresInRow = new AtomicInteger();
  private final AtomicInteger connectFailuresInRow = new AtomicInteger();

  /** Counts from {@code nowNanos} on. */
  public OutlierCounts(Limits limits, long nowNanos) {
    this.limits = limits;
    this.window = new SlidingWindow<>(limits.window(), AtomicLong::new, nowNanos);
  }

  /**
   * When counts speak against an agent.
   *
   * @param inRow failures in a row
   * @param connectsInRow failures to connect in a row
   * @param rate share of failures in the window, above 0 up to 1
   * @param volume attempts in the window before the rate counts
   * @param window how long an attempt is remembered
   */
  public record Limits(int inRow, int connectsInRow, double rate, int volume, Duration window) {}

  /** Counts an attempt that the agent answered well. */
  public void succeeded(long nowNanos) {
    window.at(nowNanos).addAndGet(ATTEMPT);
    if (failuresInRow.get() != 0) {
      failuresInRow.set(0);
    }
    if (connectFailuresInRow.get() != 0) {
      connectFailuresInRow.set(0);
    }
  }

  /**
   * Counts an attempt that failed.
   *
   * @param connecting whether it failed before anything was sent
   * @return what the counts now say against the agent, or null where they don't
   */
  public @Nullable String failed(long nowNanos, boolean connecting) {
    window.at(nowNanos).addAndGet(FAILED_ATTEMPT);
    int connects = connecting ? connectFailuresInRow.incrementAndGet() : 0;
    if (!connecting) {
      connectFailuresInRow.set(0);
    }
    int failures = failuresInRow.incrementAndGet();
    if (connects >= limits.connectsInRow) {
      return connects + " failures to connect in a row";
    }
    return failures >= limits.inRow ? failures + " failures in a row" : rate(nowNanos);
  }

  /** Whether most of the attempts in the window succeeded, of one at least. */
  public boolean flowsWell(long nowNanos) {
    long sum = sum(nowNanos);
    long attempts = attempts(sum);
    return attempts > 0 && failures(sum) * 2 < attempts;
  }

  /** The share of failures among the attempts in the window; 0 where there were none. */
  public double failureShare(long nowNanos) {
    long sum = sum(nowNanos);
    return (double) failures(sum) / Math.max(1, attempts(sum));
  }

  private @Nullable String rate(long nowNanos) {
    long sum = sum(nowNanos);
    long attempts = attempts(sum);
    long failures = failures(sum);
    return attempts >= limits.volume && failures >= limits.rate * attempts
        ? failures + " of " + attempts + " attempts failed within "
            + limits.window().toSeconds() + " s"
        : null;
  }

  private long sum(long nowNanos) {
    return window.sum(nowNanos, AtomicLong::get);
  }

  private static long attempts(long sum) {
    return sum & 0xFFFF_FFFFL;
  }

  private static long failures(long sum) {
    return sum >>> Integer.SIZE;
  }
}
