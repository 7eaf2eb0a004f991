package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Outcome;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Response;

/** What a response says of an attempt. */
final class Outcomes {
  private static final String RETRY_AFTER = "Retry-After";
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final BigInteger LONGEST_SECONDS = BigInteger.valueOf(LONGEST.toSeconds());
  private static final Duration UNREADABLE = Duration.ofSeconds(5);

  private Outcomes() {}

  static Outcome of(Response response) {
    int code = response.code();
    if (code != 429 && code != 503) {
      return Outcome.status(code);
    }
    String retryAfter = response.header(RETRY_AFTER);
    return retryAfter == null
        ? Outcome.status(code)
        : Outcome.status(code, pause(response, retryAfter.trim()));
  }

  /** From seconds or an HTTP date: 300 s at most, none for the past, 5 s where it can't be read. */
  private static Duration pause(Response response, String retryAfter) {
    if (retryAfter.matches("[+-]?[0-9]+")) {
      BigInteger seconds = new BigInteger(retryAfter).min(LONGEST_SECONDS);
      return Duration.ofSeconds(Math.max(0, seconds.longValue()));
    }
    Instant until = response.headers().getInstant(RETRY_AFTER);
    return until == null ? UNREADABLE : capped(until.toEpochMilli() - sentAt(response));
  }

  private static Duration capped(long millis) {
    return Duration.ofMillis(Math.max(0, Math.min(millis, LONGEST.toMillis())));
  }

  /** By the agent's own clock where it tells its time: its date is meant by that. */
  private static long sentAt(Response response) {
    Instant date = response.headers().getInstant("Date");
    return date == null ? response.receivedResponseAtMillis() : date.toEpochMilli();
  }
}
