package ai.openclaw.lb.examples.multitenant;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What calls came to. Not thread-safe. */
final class Tally {
  private static final int TOO_MANY_REQUESTS = 429;

  private final List<Long> nanos = new ArrayList<>();
  private int refused;
  private int failed;

  void add(int status, long tookNanos) {
    if (status == TOO_MANY_REQUESTS) {
      refused++;
    } else if (status == 200) {
      nanos.add(tookNanos);
    } else {
      failed++;
    }
  }

  void failed() {
    failed++;
  }

  int calls() {
    return admitted() + refused;
  }

  int admitted() {
    return nanos.size() + failed;
  }

  int refused() {
    return refused;
  }

  /** The share of admitted calls that were answered well, in percent. */
  double success() {
    return admitted() == 0 ? 100 : 100.0 * nanos.size() / admitted();
  }

  /** How long so many percent of the calls that were answered well took at most. */
  double millis(int percent) {
    if (nanos.isEmpty()) {
      return Double.NaN;
    }
    Collections.sort(nanos);
    return nanos.get((nanos.size() * percent - 1) / 100) / 1e6;
  }
}
