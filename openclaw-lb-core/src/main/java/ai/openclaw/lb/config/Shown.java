package ai.openclaw.lb.config;

/** How values stand in messages: on one line, no control characters, cut at 60 characters. */
final class Shown {
  private static final int LONGEST = 60;

  private Shown() {}

  static String value(Object value) {
    String text = String.valueOf(value);
    if (text.isEmpty()) {
      return "\"\"";
    }
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      if (shown.length() >= LONGEST) {
        return shown.append("...").toString();
      }
      int c = text.codePointAt(i);
      append(shown, c);
      i += Character.charCount(c);
    }
    return shown.toString();
  }

  /** The one form of every message about a value. */
  static String problem(String key, Object value, String expected) {
    return key + ": " + value(value) + " (expected: " + expected + ")";
  }

  private static void append(StringBuilder shown, int c) {
    if (c == '\n') {
      shown.append("\\n");
    } else if (isInvisible(c)) {
      shown.append("\\u").append(String.format("%04x", c));
    } else {
      shown.appendCodePoint(c);
    }
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED -> true;
      default -> false;
    };
  }
}
