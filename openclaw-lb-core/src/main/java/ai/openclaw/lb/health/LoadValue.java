package ai.openclaw.lb.health;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names and numbers of load reports, as strangers write them. */
final class LoadValue {
  private static final int MAX_CHARS = 40;
  private static final Pattern NUMBER =
      Pattern.compile("[0-9]{1,20}(\\.[0-9]*)?([eE][+-]?[0-9]{1,3})?");

  private LoadValue() {}

  /** A name in lower case without {@code _} and {@code -}; empty if it is too long to be known. */
  static String plainName(String name) {
    return name.length() > MAX_CHARS
        ? ""
        : name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }

  /** A number from 0 on; null if the text is not a plain decimal one. */
  static @Nullable BigDecimal number(String text) {
    String stripped = text.length() > MAX_CHARS ? "" : text.strip();
    return NUMBER.matcher(stripped).matches() ? new BigDecimal(stripped) : null;
  }

  /** A share in percent. In decimal, lest 0.57 become less than 57. */
  static BigDecimal percent(BigDecimal share) {
    return share.movePointRight(2);
  }
}
