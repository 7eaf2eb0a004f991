package ai.openclaw.lb.quota;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether a shared store is away, and when to try it again. Thread-safe. It says its begin and its end,
 * but not more than once a minute: a store that is too slow now and then would fill the log.
 */
final class Outage {
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb.quota");
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private final String pool;
  private final String alone;
  private final LongSupplier nanoTime;
  private final AtomicBoolean running = new AtomicBoolean();

  /** From when on an outage is said. Written by whoever begins one, as is the next. */
  private volatile long sayFrom;

  /** Whether the latest outage was said. */
  private volatile boolean said;

  /** When the store may be tried again. Written by whoever begins an outage, or tries. */
  private final AtomicLong retryAt;

  /**
   * @param pool whose quota it is
   * @param alone what is admitted meanwhile, as a person would want to read it
   */
  Outage(String pool, String alone, LongSupplier nanoTime) {
    this.pool = pool;
    this.alone = alone;
    this.nanoTime = nanoTime;
    this.sayFrom = nanoTime.getAsLong();
    this.retryAt = new AtomicLong(nanoTime.getAsLong());
  }

  boolean running() {
    return running.get();
  }

  void begin(String why) {
    long now = nanoTime.getAsLong();
    retryAt.set(now + PAUSE_NANOS);
    if (!running.compareAndSet(false, true)) {
      return;
    }
    said = now - sayFrom >= 0;
    if (said) {
      sayFrom = now + QUIET_NANOS;
      LOGGER.log(
          Level.WARNING,
          "pool={0} quota store away: {1}; until it is back this process admits {2}",
          pool,
          why,
          alone);
    }
  }

  /** Whether the store is to be tried now: true for one thread a second. */
  boolean takeRetry() {
    long due = retryAt.get();
    long now = nanoTime.getAsLong();
    return now - due >= 0 && retryAt.compareAndSet(due, now + PAUSE_NANOS);
  }

  void end() {
    if (running.compareAndSet(true, false) && said) {
      LOGGER.log(Level.INFO, "pool={0} quota store back", pool);
    }
  }
}
