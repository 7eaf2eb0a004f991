package ai.openclaw.lb.health;

import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/**
 * A limit to how many probes run at once; those beyond it wait, first in, first out. Confined to
 * the scheduler thread.
 */
final class ProbeSlots {
  private final int max;
  private final ArrayDeque<BooleanSupplier> waiting = new ArrayDeque<>();
  private int taken;

  ProbeSlots(int max) {
    this.max = max;
  }

  /**
   * Begins a probe now or when a slot is free.
   *
   * @param begin begins the probe, or returns false if nobody wants it any more; it does not call
   *     back into this object
   */
  void take(BooleanSupplier begin) {
    waiting.add(begin);
    fill();
  }

  void release() {
    taken--;
    fill();
  }

  void clear() {
    waiting.clear();
  }

  private void fill() {
    while (taken < max) {
      BooleanSupplier begin = waiting.poll();
      if (begin == null) {
        return;
      }
      if (begin.getAsBoolean()) {
        taken++;
      }
    }
  }
}
