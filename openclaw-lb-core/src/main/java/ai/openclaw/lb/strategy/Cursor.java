package ai.openclaw.lb.strategy;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * A shared position that goes round 0 to size - 1. The remainder of its counter is computed by one
 * multiplication instead of a division.
 *
 * <p>With 2^k {@code <=} size {@code <} 2^(k+1) and m = ceil(2^(62+k) / size), the quotient of v is
 * floor(v m / 2^(62+k)). It is exact while v (m size - 2^(62+k)) {@code <} 2^(62+k): the bracket is
 * below size, so for every v below 2^61. The bits above are cut off, which breaks the order once in
 * 2^61 turns: at a thousand million a second, once in 73 years. Thread-safe.
 *
 * <p>The counter lies beside the constants: a turn touches one cache line.
 */
final class Cursor {
  private static final AtomicLongFieldUpdater<Cursor> TURN =
      AtomicLongFieldUpdater.newUpdater(Cursor.class, "turn");

  private final int size;
  private final int shift;
  private final long reciprocal;
  /** Written by every {@link #next} of any thread; its order is the turns' order. */
  @SuppressWarnings("UnusedVariable") // read through TURN
  private volatile long turn;

  /** A cursor over {@code size} positions, 1 or more, whose counter starts at {@code firstTurn}. */
  Cursor(int size, long firstTurn) {
    this.size = size;
    this.shift = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(size);
    long quotient = (1L << 62) / size;
    long remainder = (1L << 62) % size;
    this.reciprocal = (quotient << shift) + ((remainder << shift) + size - 1) / size;
    this.turn = firstTurn;
  }

  /** The position that {@link #next} will return after so many turns, if nobody else takes one. */
  int peek(int turns) {
    return (int) (((turn + turns) << 3 >>> 3) % size);
  }

  /** Takes a turn and returns its position. */
  int next() {
    int size = this.size;
    int shift = this.shift;
    long reciprocal = this.reciprocal;
    long current = TURN.getAndIncrement(this);
    long quotient = Math.multiplyHigh((current << 2) & Long.MAX_VALUE, reciprocal) >> shift;
    return (int) current - (int) quotient * size;
  }
}
