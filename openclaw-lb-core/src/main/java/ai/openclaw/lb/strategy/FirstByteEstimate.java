package ai.openclaw.lb.strategy;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What is to be expected of one agent's time to first byte: a tempered peak EWMA (after Finagle's).
 * A longer time raises it a tenth of the way at once; shorter ones lower it the more, the longer ago
 * the last was, but a twentieth of the way at most. So no single answer decides: times follow the
 * requests' sizes, and what tells agents apart is many of them. An estimate that is not renewed
 * fades, so that an agent that was slow is looked at again in the end, and what it has faded by is
 * how much the next answer decides at least.
 *
 * <p>An attempt without an answer tells by its age before it ends. Ages are not kept for each: an
 * agent is waited for while its newest attempt has had no answer, since the last answer came or,
 * where nothing was waited for then, since the attempt began. This never exceeds the true age of
 * the oldest; it misses attempts that newer ones have overtaken. Thread-safe.
 */
final class FirstByteEstimate implements AttemptTracker {
  /**
   * How far a longer time raises the estimate at once. In full, as Finagle does it, one large
   * request turns the traffic away for long. A stall shows by its age. Like the two below it is
   * chosen by simulation, see docs/balancing.md.
   */
  private static final double PEAK = 0.1;

  /** What a shorter time leaves of the difference at least. */
  private static final double KEPT = 0.95;

  /** How many times as long as the memory of new times an estimate takes to fade. */
  private static final double FADE = 6;

  /** The clock's unit in the packed state: 2^20 ns, of which an int counts 26 days both ways. */
  private static final int TICK_SHIFT = 20;

  /** What an answer takes at least, so that a clock that stands still does not make an agent free. */
  private static final long SHORTEST_NANOS = 1_000;

  private static final int UNKNOWN = Float.floatToRawIntBits(Float.NaN);

  private static final AtomicLongFieldUpdater<FirstByteEstimate> STATE =
      AtomicLongFieldUpdater.newUpdater(FirstByteEstimate.class, "state");
  private static final AtomicLongFieldUpdater<FirstByteEstimate> NEWEST_BEGAN =
      AtomicLongFieldUpdater.newUpdater(FirstByteEstimate.class, "newestBegan");
  private static final AtomicLongFieldUpdater<FirstByteEstimate> ANSWERED_BEGAN =
      AtomicLongFieldUpdater.newUpdater(FirstByteEstimate.class, "answeredBegan");
  private static final AtomicLongFieldUpdater<FirstByteEstimate> WAITING_SINCE =
      AtomicLongFieldUpdater.newUpdater(FirstByteEstimate.class, "waitingSince");

  private final FirstByteTimes pool;
  private final FailurePenalties.Tracker penalty;
  /** The estimate in nanoseconds as a float's bits, and the tick of its last change below them. */
  private volatile long state = pack(UNKNOWN, 0);

  /** When the newest attempt began that was not cancelled. Written as attempts begin. */
  private volatile long newestBegan;

  /**
   * When the newest attempt began that was answered. Written by answers, unordered, as is the one
   * below; races lose a few.
   */
  private volatile long answeredBegan;

  /** Since when an answer is waited for, if one is. Written by attempts and answers. */
  private volatile long waitingSince;

  FirstByteEstimate(FirstByteTimes pool, FailurePenalties.Tracker penalty, long nowNanos) {
    this.pool = pool;
    this.penalty = penalty;
    this.newestBegan = nowNanos - 1;
    this.answeredBegan = nowNanos - 1;
    this.waitingSince = nowNanos;
  }

  FailurePenalties.Tracker penalty() {
    return penalty;
  }

  /** The estimate at a time, in nanoseconds; NaN while the agent has never answered. */
  double at(long nowNanos) {
    long current = state;
    double idle = nanosSince(current, nowNanos) * pool.decayPerNano() * (1 / FADE);
    if (idle == 0) {
      return estimate(current);
    }
    // 1 / (1 + x + x^2 / 2) falls as e^-x does at first, for one division.
    return estimate(current) / (1 + idle * (1 + idle / 2));
  }

  /** How long an answer has been waited for, in nanoseconds; 0 while none is. */
  double waiting(long nowNanos) {
    long since = waitingSince;
    return isWaiting() ? (double) (nowNanos - since) : 0;
  }

  private boolean isWaiting() {
    return newestBegan - answeredBegan > 0;
  }

  @Override
  public void began(long nowNanos) {
    if (!isWaiting()) {
      WAITING_SINCE.lazySet(this, nowNanos);
    }
    long newest = newestBegan;
    if (nowNanos - newest > 0) {
      NEWEST_BEGAN.compareAndSet(this, newest, nowNanos);
    }
  }

  @Override
  public void firstByte(long nowNanos, long elapsedNanos) {
    answered(nowNanos, nowNanos - elapsedNanos);
    sample(nowNanos, elapsedNanos);
  }

  @Override
  public void ended(long nowNanos, long elapsedNanos, AttemptResult result) {
    long began = nowNanos - elapsedNanos;
    if (result == AttemptResult.CANCELLED) {
      NEWEST_BEGAN.compareAndSet(this, began, answeredBegan);
      return;
    }
    boolean unanswered = answered(nowNanos, began);
    penalty.ended(nowNanos, elapsedNanos, result);
    if (result != AttemptResult.SUCCESS) {
      renew(nowNanos, unanswered && result == AttemptResult.FAILURE ? elapsedNanos : 0);
    } else if (unanswered) {
      sample(nowNanos, elapsedNanos);
    }
  }

  /** Notes an answer, or an end instead of one; returns whether it is news of the attempt. */
  private boolean answered(long nowNanos, long began) {
    if (began - answeredBegan <= 0) {
      return false;
    }
    ANSWERED_BEGAN.lazySet(this, began);
    WAITING_SINCE.lazySet(this, nowNanos);
    return true;
  }

  private void sample(long nowNanos, long elapsedNanos) {
    long nanos = Math.max(SHORTEST_NANOS, elapsedNanos);
    pool.add(nanos);
    long current = state;
    while (!STATE.compareAndSet(this, current, sampled(current, nowNanos, nanos))) {
      current = state;
    }
  }

  private long sampled(long current, long nowNanos, long nanos) {
    double before = estimate(current);
    if (Double.isNaN(before)) {
      return pack((double) nanos, nowNanos);
    }
    double idle = nanosSince(current, nowNanos) * pool.decayPerNano();
    double faded = Math.exp(-idle / FADE);
    double kept = before < nanos
        ? Math.min(1 - PEAK, faded)
        : Math.max(Math.min(KEPT, faded), Math.exp(-idle));
    return pack(nanos + (before - nanos) * kept, nowNanos);
  }

  /** A failure is no reason to think better of an agent: what was known stays, as if just seen. */
  private void renew(long nowNanos, long atLeast) {
    long current = state;
    double before = estimate(current);
    while (!Double.isNaN(before)
        && !STATE.compareAndSet(
            this, current, pack(Math.max(before, (double) atLeast), nowNanos))) {
      current = state;
      before = estimate(current);
    }
  }

  private static double estimate(long state) {
    return Float.intBitsToFloat((int) (state >>> Integer.SIZE));
  }

  private static double nanosSince(long state, long nowNanos) {
    int ticks = (int) (nowNanos >> TICK_SHIFT) - (int) state;
    return ticks <= 0 ? 0 : ticks * (double) (1L << TICK_SHIFT);
  }

  private static long pack(double nanos, long nowNanos) {
    return pack(Float.floatToRawIntBits((float) nanos), (int) (nowNanos >> TICK_SHIFT));
  }

  private static long pack(int bits, int tick) {
    return ((long) bits << Integer.SIZE) | (tick & 0xFFFFFFFFL);
  }
}
