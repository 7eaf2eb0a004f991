package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Outcome;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Response;

/** What a response says of an attempt; one from OkHttp's own cache says nothing. */
final class Outcomes {
  private static final String RETRY_AFTER = "Retry-After";
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MAX_DIGITS = 18;
  private static final Duration UNREADABLE = Duration.ofSeconds(5);

  private Outcomes() {}

  static Outcome of(Response response) {
    if (fromCache(response)) {
      return Outcome.cancelled();
    }
    int code = response.code();
    if (code != 429 && code != 503) {
      return Outcome.status(code);
    }
    String retryAfter = response.header(RETRY_AFTER);
    return retryAfter == null
        ? Outcome.status(code)
        : Outcome.status(code, pause(response, retryAfter.trim()));
  }

  /** Whether OkHttp's cache answered, or said that it can't: no agent was asked. */
  private static boolean fromCache(Response response) {
    return response.networkResponse() == null
        && (response.cacheResponse() != null
            || response.request().cacheControl().onlyIfCached());
  }

  /** From seconds or an HTTP date: 300 s at most, none for the past, 5 s where it can't be read. */
  private static Duration pause(Response response, String retryAfter) {
    if (retryAfter.matches("[+-]?[0-9]+")) {
      return Duration.ofSeconds(seconds(retryAfter));
    }
    Instant until = response.headers().getInstant(RETRY_AFTER);
    return until == null ? UNREADABLE : capped(until.toEpochMilli() - sentAt(response));
  }

  /** No agent makes us read a number of many thousand digits. */
  private static long seconds(String number) {
    if (number.startsWith("-")) {
      return 0;
    }
    long most = LONGEST.toSeconds();
    return number.length() > MAX_DIGITS ? most : Math.min(most, Long.parseLong(number));
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
