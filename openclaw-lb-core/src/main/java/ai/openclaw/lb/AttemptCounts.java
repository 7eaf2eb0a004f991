package ai.openclaw.lb;

import java.util.concurrent.atomic.LongAdder;

/** How the finished attempts of one agent ended. Thread-safe; each attempt is counted once. */
final class AttemptCounts {
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();

  void add(Outcome outcome) {
    if (outcome.succeeded()) {
      succeeded.increment();
    } else if (outcome.kind() == Outcome.Kind.CANCELLED) {
      cancelled.increment();
    } else {
      failed.increment();
    }
  }

  long succeeded() {
    return succeeded.sum();
  }

  long failed() {
    return failed.sum();
  }

  long finished() {
    return succeeded.sum() + failed.sum() + cancelled.sum();
  }
}
