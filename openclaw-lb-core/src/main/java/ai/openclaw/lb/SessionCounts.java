package ai.openclaw.lb;

import java.util.concurrent.atomic.LongAdder;

/** What became of a pool's sessions. Thread-safe. */
final class SessionCounts {
  private final LongAdder moved = new LongAdder();

  /** A call went to another agent than its session was with. */
  void moved() {
    moved.increment();
  }

  /** How many calls did. */
  long moves() {
    return moved.sum();
  }
}
