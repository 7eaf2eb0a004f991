package ai.openclaw.lb.config;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The status codes that a healthy agent answers a probe with: codes such as {@code 200}, classes
 * such as {@code 2xx}, and ranges such as {@code 200-299}. Immutable; prints as it was written.
 */
public final class ExpectedStatus {
  static final String EXPECTED =
      "a status such as 200, 2xx or 200-299, or a list of at most 20 of them, in 100..599";

  private static final int LONGEST_LIST = 20;
  private static final Pattern ITEM =
      Pattern.compile("([1-5])xx|([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?");

  private final String written;
  private final BitSet codes;

  private ExpectedStatus(String written, BitSet codes) {
    this.written = written;
    this.codes = codes;
  }

  /**
   * The codes of all items.
   *
   * @param items codes, classes and ranges, one at least
   * @throws IllegalArgumentException if there is none, or one is not of these forms
   */
  public static ExpectedStatus of(String... items) {
    ExpectedStatus status = parse(List.of(items), items.length != 1);
    if (status == null) {
      throw new IllegalArgumentException(
          Shown.problem("expected_status", List.of(items), EXPECTED));
    }
    return status;
  }

  /** Returns null where an item is not of the known forms. */
  static @Nullable ExpectedStatus parse(List<String> items, boolean list) {
    if (items.isEmpty() || items.size() > LONGEST_LIST) {
      return null;
    }
    BitSet codes = new BitSet();
    for (String item : items) {
      if (!add(item, codes)) {
        return null;
      }
    }
    return new ExpectedStatus(list ? items.toString() : items.get(0), codes);
  }

  private static boolean add(String item, BitSet codes) {
    Matcher parts = ITEM.matcher(item);
    if (!parts.matches()) {
      return false;
    }
    if (parts.group(1) != null) {
      int first = Integer.parseInt(parts.group(1)) * 100;
      codes.set(first, first + 100);
      return true;
    }
    int first = Integer.parseInt(parts.group(2));
    int last = parts.group(3) == null ? first : Integer.parseInt(parts.group(3));
    if (last < first) {
      return false;
    }
    codes.set(first, last + 1);
    return true;
  }

  /** Whether an answer with this status code is a success. */
  public boolean matches(int status) {
    return status >= 0 && codes.get(status);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ExpectedStatus that && written.equals(that.written);
  }

  @Override
  public int hashCode() {
    return written.hashCode();
  }

  @Override
  public String toString() {
    return written;
  }
}
