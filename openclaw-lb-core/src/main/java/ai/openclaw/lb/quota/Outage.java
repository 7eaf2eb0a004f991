package ai.openclaw.lb.quota;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Whether a shared store is away, and when to try it again. Thread-safe; says its begin and end. */
final class Outage {
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb.quota");
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final String pool;
  private final String alone;
  private final LongSupplier nanoTime;
  private final AtomicBoolean running = new AtomicBoolean();

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
    this.retryAt = new AtomicLong(nanoTime.getAsLong());
  }

  boolean running() {
    return running.get();
  }

  void begin(String why) {
    retryAt.set(nanoTime.getAsLong() + PAUSE_NANOS);
    if (running.compareAndSet(false, true)) {
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
    if (running.compareAndSet(true, false)) {
      LOGGER.log(Level.INFO, "pool={0} quota store back", pool);
    }
  }
}
