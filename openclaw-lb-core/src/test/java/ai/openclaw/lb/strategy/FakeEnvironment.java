package ai.openclaw.lb.strategy;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that the test moves, which starts a minute before it wraps, and seeded randomness. */
final class FakeEnvironment {
  static final long ONE_MINUTE_BEFORE_WRAP = Long.MAX_VALUE - 60_000_000_000L;
  static final long NEGATIVE = -3_600_000_000_000L;

  private final AtomicLong now;
  private final StrategyEnvironment environment;

  FakeEnvironment(long seed) {
    this(seed, ONE_MINUTE_BEFORE_WRAP);
  }

  FakeEnvironment(long seed, long origin) {
    now = new AtomicLong(origin);
    SplittableRandom random = new SplittableRandom(seed);
    environment = new StrategyEnvironment(now::get, () -> random);
  }

  StrategyEnvironment environment() {
    return environment;
  }

  long now() {
    return now.get();
  }

  void advanceMillis(long millis) {
    now.addAndGet(millis * 1_000_000);
  }

  void advanceNanos(long nanos) {
    now.addAndGet(nanos);
  }
}
