package ai.openclaw.lb.strategy;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The attempts in flight on all candidates together. Up to 64 candidates they are summed up for
 * each reading. Beyond, a sum serves n / 64 readings, so that a reading costs no more: with 1,000
 * candidates the total is as it was at most 16 picks ago.
 */
final class InFlightTotal {
  private static final int EXACT = 64;

  private final Candidate[] candidates;
  private final int readings;
  /** Written by every reading beyond 64 candidates. */
  private final AtomicInteger served = new AtomicInteger();
  /** Written by the readings that sum up; a late one leaves a slightly older total. */
  private volatile int kept;

  InFlightTotal(Candidate[] candidates) {
    this.candidates = candidates;
    this.readings = Math.max(1, candidates.length / EXACT);
    this.kept = sum();
  }

  /** What {@link #get} returns until somebody sums up, without counting as a reading. */
  int peek() {
    return readings == 1 ? sum() : kept;
  }

  int get() {
    if (readings == 1) {
      return sum();
    }
    if (Integer.remainderUnsigned(served.getAndIncrement(), readings) == 0) {
      kept = sum();
    }
    return kept;
  }

  private int sum() {
    int sum = 0;
    for (Candidate candidate : candidates) {
      sum += candidate.inFlight();
    }
    return sum;
  }
}
