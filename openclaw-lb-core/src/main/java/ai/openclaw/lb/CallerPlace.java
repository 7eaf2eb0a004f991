package ai.openclaw.lb;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A caller's place among all callers, which its id tells: {@code web-17} and {@code web-17.example.com}
 * are number 17 of the row {@code web-}. An id without a number at the end of its first label is a row
 * of its own.
 *
 * @param row callers of one row are numbered without many gaps
 * @param number from 0 on
 */
record CallerPlace(String row, long number) {
  /** Longer runs of digits are no numbers that somebody has counted to. */
  private static final Pattern NUMBERED = Pattern.compile("([^.]*?)([0-9]{1,9})(\\..*)?");

  /** An IPv4 address, whose first label is no number of a row. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");

  static CallerPlace of(String callerId) {
    Matcher numbered = NUMBERED.matcher(callerId);
    if (ADDRESS.matcher(callerId).matches() || !numbered.matches()) {
      return new CallerPlace(callerId, 0);
    }
    String domain = numbered.group(3) == null ? "" : numbered.group(3);
    return new CallerPlace(numbered.group(1) + domain, Long.parseLong(numbered.group(2)));
  }
}
