package ai.openclaw.lb;

import ai.openclaw.lb.config.PoolConfig;
import java.lang.System.Logger.Level;

/** Says what a document asks for that this version reads, but does not do. */
final class Unapplied {
  private Unapplied() {}

  static void warn(PoolConfig pool) {
    if (pool.maxQps() != null) {
      warn(pool, "max_qps: " + pool.maxQps() + ": this version admits every call");
    }
  }

  private static void warn(PoolConfig pool, String what) {
    System.getLogger("ai.openclaw.lb").log(Level.WARNING, "pool=" + pool.name() + " " + what);
  }
}
