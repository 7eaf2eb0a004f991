package ai.openclaw.lb.metrics;

import ai.openclaw.lb.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts the attempts on one agent by status. Each counter is made when its status is first seen, and
 * kept, so that an attempt looks nothing up. Thread-safe.
 */
final class StatusCounters {
  private static final int FIRST_STATUS = 100;
  private static final int LAST_STATUS = 599;
  private static final int ERROR = LAST_STATUS - FIRST_STATUS + 1;
  private static final int CANCELLED = ERROR + 1;
  private static final int OTHER = CANCELLED + 1;

  private final MeterGroup meters;
  private final AtomicReferenceArray<@Nullable Counter> counters =
      new AtomicReferenceArray<>(OTHER + 1);

  StatusCounters(MeterGroup meters) {
    this.meters = meters;
  }

  void count(Outcome outcome) {
    int index = index(outcome);
    Counter counter = counters.get(index);
    (counter != null ? counter : created(index)).increment();
  }

  private Counter created(int index) {
    // Two threads get the same meter of the registry: it goes by name and tags.
    Counter counter = meters.counter(
        "openclaw.lb.requests",
        "Attempts by agent and status; 'error' where no answer came, 'cancelled' where the caller gave up",
        Tags.of("status", label(index)));
    counters.set(index, counter);
    return counter;
  }

  private static int index(Outcome outcome) {
    int status = outcome.status();
    if (status >= FIRST_STATUS && status <= LAST_STATUS) {
      return status - FIRST_STATUS;
    }
    if (status != 0) {
      return OTHER;
    }
    return outcome.isCancelled() ? CANCELLED : ERROR;
  }

  private static String label(int index) {
    return switch (index) {
      case ERROR -> "error";
      case CANCELLED -> "cancelled";
      case OTHER -> "other";
      default -> Integer.toString(FIRST_STATUS + index);
    };
  }
}
