package ai.openclaw.lb.strategy;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What is to be expected of one agent's time to first byte: a moving average of the times'
 * logarithms. Times follow the requests' sizes, of which one may be a hundred times another, and what
 * tells agents apart is many of them: in logarithms no single one decides. A new time counts for a
 * fiftieth, or for more the longer ago the last was. A peak EWMA (Finagle's) that follows longer times
 * faster than shorter ones takes the agent with the most calls for the slowest, as it has the most
 * large ones too.
 *
 * <p>An estimate that is not renewed fades, so that an agent that was slow is looked at again in the
 * end, and what it has faded by is how much the next answer decides at least.
 *
 * <p>Of the answers of one tick of about a millisecond the first counts. An agent that gives more of
 * them has no lack of them, and what each writes, picks on other processors have to wait for.
 *
 * <p>A float's bits, as an integer, are its logarithm up to an error of 0.09 of an octave (J. Blinn,
 * "Floating-point tricks", 1997), so the average is one of the bits. Cost: a multiplication and a
 * compare-and-set for an answer that counts.
 *
 * <p>Example: after many answers of 100 ms one of 6,400 ms, that is six octaves more, raises the
 * estimate by 6 / 50 of an octave, to 109 ms.
 *
 * <p>An attempt without an answer tells by its age before it ends. Ages are not kept for each: an
 * agent is waited for while its newest attempt has had no answer, since the last answer came or,
 * where nothing was waited for then, since the attempt began. This never exceeds the true age of
 * the oldest; it misses attempts that newer ones, or those of the same moment, have overtaken.
 * Thread-safe.
 */
final class FirstByteEstimate implements AttemptTracker {
  /**
   * What a new time decides at least. More of it is noise in what tells the agents apart, less is slow
   * to see a change. As the next, it is chosen by simulation, see docs/balancing.md.
   */
  private static final double LEAST_SHARE = 0.02;

  /** How many times as long as the pool's memory an estimate takes to fade. */
  private static final double FADE = 6;

  /** The clock's unit in the packed state: 2^20 ns, of which an int counts 26 days both ways. */
  private static final int TICK_SHIFT = 20;

  /**
   * Attempts that begin within this time count as one in what is waited for: each attempt of a busy
   * agent would otherwise write what picks on other processors read.
   */
  private static final long TOGETHER_NANOS = 1L << 16;

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

  /** When the newest attempt began that was not cancelled, or another together with it. */
  private volatile long newestBegan;

  /**
   * When the newest attempt began that was answered, or another together with it. Written by
   * answers, unordered, as is the one below; races lose a few.
   */
  private volatile long answeredBegan;

  /** Since when an answer is waited for, if one is. Written by attempts and answers. */
  private volatile long waitingSince;

  FirstByteEstimate(FirstByteTimes pool, FailurePenalties.Tracker penalty, long nowNanos) {
    this.pool = pool;
    this.penalty = penalty;
    this.newestBegan = nowNanos - TOGETHER_NANOS;
    this.answeredBegan = nowNanos - TOGETHER_NANOS;
    this.waitingSince = nowNanos;
  }

  FailurePenalties.Tracker penalty() {
    return penalty;
  }

  /** The estimate at a time, in nanoseconds; NaN while the agent has never answered. */
  double at(long nowNanos) {
    long current = state;
    return estimate(current) * faded(current, nowNanos);
  }

  /** What is left of an estimate by now, of 1. */
  private double faded(long current, long nowNanos) {
    double idle = nanosSince(current, nowNanos) * pool.decayPerNano() * (1 / FADE);
    if (idle == 0) {
      return 1;
    }
    // 1 / (1 + x + x^2 / 2) falls as e^-x does at first, for one division.
    return 1 / (1 + idle * (1 + idle / 2));
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
    long newest = newestBegan;
    if (nowNanos - newest >= TOGETHER_NANOS) {
      if (newest - answeredBegan <= 0) {
        WAITING_SINCE.lazySet(this, nowNanos);
      }
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

  /**
   * Notes an answer, or an end instead of one; returns whether it is news of the attempt: none of it, or
   * of those that began together with it, has been noted before.
   */
  private boolean answered(long nowNanos, long began) {
    long before = answeredBegan;
    long later = began - before;
    boolean waiting = newestBegan - before > 0;
    if (later >= TOGETHER_NANOS || (later > 0 && waiting)) {
      ANSWERED_BEGAN.lazySet(this, began);
    }
    if (later > 0 && waiting) {
      WAITING_SINCE.lazySet(this, nowNanos);
    }
    return later >= TOGETHER_NANOS;
  }

  private void sample(long nowNanos, long elapsedNanos) {
    long current = state;
    if ((int) current == tick(nowNanos) && bits(current) != UNKNOWN) {
      return;
    }
    long nanos = Math.max(SHORTEST_NANOS, elapsedNanos);
    pool.add(nanos);
    // Where it fails, another thread has just changed the estimate by what came in this tick.
    STATE.compareAndSet(this, current, sampled(current, nowNanos, nanos));
  }

  private long sampled(long current, long nowNanos, long nanos) {
    int before = bits(current);
    int sample = Float.floatToRawIntBits((float) nanos);
    if (before == UNKNOWN) {
      return pack(sample, tick(nowNanos));
    }
    double share = Math.max(LEAST_SHARE, 1 - faded(current, nowNanos));
    return pack(before + (int) ((sample - before) * share), tick(nowNanos));
  }

  /** A failure is no reason to think better of an agent: what was known stays, as if just seen. */
  private void renew(long nowNanos, long atLeast) {
    int least = Float.floatToRawIntBits((float) atLeast);
    int tick = tick(nowNanos);
    long current = state;
    while (bits(current) != UNKNOWN
        && !STATE.compareAndSet(this, current, pack(Math.max(bits(current), least), tick))) {
      current = state;
    }
  }

  private static double estimate(long state) {
    return Float.intBitsToFloat(bits(state));
  }

  private static int bits(long state) {
    return (int) (state >>> Integer.SIZE);
  }

  private static double nanosSince(long state, long nowNanos) {
    int ticks = tick(nowNanos) - (int) state;
    return ticks <= 0 ? 0 : ticks * (double) (1L << TICK_SHIFT);
  }

  private static int tick(long nanos) {
    return (int) (nanos >> TICK_SHIFT);
  }

  private static long pack(int bits, int tick) {
    return ((long) bits << Integer.SIZE) | (tick & 0xFFFFFFFFL);
  }
}
