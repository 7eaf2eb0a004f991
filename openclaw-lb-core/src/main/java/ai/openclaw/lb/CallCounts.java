package ai.openclaw.lb;

import ai.openclaw.lb.NoAgentAvailableException.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What turns counts of attempts into counts of calls: the attempts that another one of the same call
 * followed, and the calls that got no agent at all. Thread-safe; a call that is served at once by
 * one attempt costs nothing here.
 */
final class CallCounts {
  private final LongAdder retriedSuccesses = new LongAdder();
  private final LongAdder retriedFailures = new LongAdder();
  private final LongAdder retriedUnsent = new LongAdder();
  private final LongAdder retriedAnswers = new LongAdder();
  private final LongAdder retriedLost = new LongAdder();
  private final LongAdder unserved = new LongAdder();
  private final LongAdder unmade = new LongAdder();
  private final LongAdder refusedRetries = new LongAdder();

  /** By reason: every one that there is. */
  private final Map<String, LongAdder> fallbacks = Stream.concat(
          Arrays.stream(Reason.values()).map(Reason::label), Stream.of(AgentCall.RETRIES_EXHAUSTED))
      .collect(Collectors.toUnmodifiableMap(Function.identity(), reason -> new LongAdder()));

  /** An attempt with this outcome was followed by another one of its call. */
  void retried(Outcome outcome) {
    (outcome.succeeded() ? retriedSuccesses : retriedFailures).increment();
    if (outcome.kind() == Outcome.Kind.NOT_SENT) {
      retriedUnsent.increment();
    } else if (outcome.kind() == Outcome.Kind.LOST) {
      retriedLost.increment();
    } else {
      retriedAnswers.increment();
    }
  }

  /** A call got no agent at its first attempt. */
  void unserved() {
    unserved.increment();
  }

  /** One that had got no agent was served after all. */
  void served() {
    unserved.decrement();
  }

  /** An attempt was reserved for a call that had left: the agent counts it, as cancelled. */
  void unmade() {
    unmade.increment();
  }

  /** A call was not retried, because the retry budget was used up. */
  void retryRefused() {
    refusedRetries.increment();
  }

  /** A call got the pool's fallback response; a reason that is none of ours is not counted. */
  void fellBack(String reason) {
    LongAdder known = fallbacks.get(reason);
    if (known != null) {
      known.increment();
    }
  }

  /** Calls that got the fallback response, by reason. */
  Map<String, Long> fallbacks() {
    return fallbacks.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(
            Map.Entry::getKey, entry -> entry.getValue().sum()));
  }

  /** Attempts that followed another one of their call. */
  long retries() {
    return retriedSuccesses.sum() + retriedFailures.sum();
  }

  /** The same by what the attempt before came to; none of them ever falls. */
  Map<String, Long> retriesByCause() {
    return Map.of(
        "not_sent", retriedUnsent.sum(),
        "lost", retriedLost.sum(),
        "answered", retriedAnswers.sum());
  }

  /** Calls that got their last answer or error since the retry budget was used up. */
  long refusedRetries() {
    return refusedRetries.sum();
  }

  /** Calls begun, given all attempts begun. */
  long calls(long attempts) {
    return attempts - retries() - unmade.sum() + unserved.sum();
  }

  /** The share of finished calls that got an answer below 500; 1 while none has finished. */
  double successRate(long succeededAttempts, long failedAttempts) {
    long succeeded = Math.max(0, succeededAttempts - retriedSuccesses.sum());
    long failed = Math.max(0, failedAttempts - retriedFailures.sum() + unserved.sum());
    long finished = succeeded + failed;
    return finished == 0 ? 1.0 : (double) succeeded / finished;
  }
}
