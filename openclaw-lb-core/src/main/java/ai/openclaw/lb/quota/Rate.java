package ai.openclaw.lb.quota;

import io.github.bucket4j.Bandwidth;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * A rate as the bucket wants it: a whole number of calls in a whole number of nanoseconds. Exact for
 * what people write: 0.5 a second is 1 in 2 s, 33.3 are 333 in 10 s. The product of both stays below
 * 2^62, within which the bucket calculates exactly; rates with too many digits for that are off by less
 * than 1 in 10^9.
 *
 * @param calls 1 at least
 * @param nanos in this time
 */
record Rate(long calls, long nanos) {
  private static final BigDecimal SECOND = BigDecimal.valueOf(1_000_000_000L);
  private static final BigDecimal LIMIT = BigDecimal.valueOf(1L << 62);

  static Rate of(double perSecond) {
    BigDecimal rate = BigDecimal.valueOf(perSecond).stripTrailingZeros();
    BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(Math.max(0, rate.scale()));
    BigDecimal calls = rate.multiply(unit);
    BigDecimal nanos = unit.multiply(SECOND);
    return calls.multiply(nanos).compareTo(LIMIT) < 0
        ? reduced(calls.longValueExact(), nanos.longValueExact())
        : nearest(rate);
  }

  /** As many calls as the limit allows, and the time that they take to a nanosecond. */
  private static Rate nearest(BigDecimal rate) {
    BigDecimal square = LIMIT.multiply(rate).divide(SECOND, MathContext.DECIMAL64);
    BigDecimal calls = square.sqrt(MathContext.DECIMAL64).setScale(0, RoundingMode.DOWN);
    BigDecimal nanos = calls.multiply(SECOND).divide(rate, 0, RoundingMode.HALF_UP);
    return new Rate(calls.longValueExact(), nanos.longValueExact());
  }

  private static Rate reduced(long calls, long nanos) {
    long divisor = gcd(calls, nanos);
    return new Rate(calls / divisor, nanos / divisor);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** A bucket of this rate, full at the start, that fills evenly. */
  Bandwidth bandwidth(long burst) {
    return Bandwidth.builder()
        .capacity(burst)
        .refillGreedy(calls, Duration.ofNanos(nanos))
        .build();
  }
}
