package ai.openclaw.lb;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reports what a strategy does wrong: once for a pool, since it would happen on every call. */
final class StrategyGuard {
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb");

  private final String pool;
  private final String algorithm;
  private final AtomicBoolean reported = new AtomicBoolean();

  StrategyGuard(String pool, String algorithm) {
    this.pool = pool;
    this.algorithm = algorithm;
  }

  /** The strategy threw in {@code method}; the pool goes on without it. */
  void failed(String method, Throwable thrown) {
    if (reported.compareAndSet(false, true)) {
      LOGGER.log(Level.WARNING, message(method + " threw " + thrown), thrown);
    }
  }

  /** The strategy broke its contract. */
  void broken(String what) {
    if (reported.compareAndSet(false, true)) {
      LOGGER.log(Level.WARNING, message(what));
    }
  }

  private String message(String what) {
    return "pool=%s algorithm=%s: %s; the pool picks by round_robin where it fails (said once)"
        .formatted(pool, algorithm, what);
  }
}
