package ai.openclaw.lb.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What is wrong, or doubtful, in one document. Keeps the first 200 problems, counts the others. */
final class Problems {
  private static final int MOST = 200;

  private final String source;
  private final TreeSet<Finding> errors = new TreeSet<>(Finding.ORDER);
  private final TreeSet<Finding> warnings = new TreeSet<>(Finding.ORDER);
  private int unlisted;

  Problems(String source) {
    this.source = Shown.value(source);
  }

  private record Finding(int line, int column, String text) {
    static final Comparator<Finding> ORDER = Comparator.comparingInt(Finding::line)
        .thenComparingInt(Finding::column)
        .thenComparing(Finding::text);
  }

  boolean isEmpty() {
    return errors.isEmpty();
  }

  /** Whether further problems would only be counted; saves the search for suggestions. */
  boolean isFull() {
    return errors.size() >= MOST;
  }

  void value(Place place, Object value, String expected) {
    add(place, Shown.value(value) + " (expected: " + expected + ")");
  }

  void add(Place place, String what) {
    if (isFull()) {
      unlisted++;
      return;
    }
    errors.add(finding(place, what));
  }

  void warn(Place place, String what) {
    if (warnings.size() < MOST) {
      warnings.add(finding(place, what));
    }
  }

  private static Finding finding(Place place, String what) {
    String path = place.path();
    return new Finding(place.line(), place.column(), path.isEmpty() ? what : path + ": " + what);
  }

  /** All problems; to be thrown, by whoever cannot go on. */
  ConfigException exception() {
    List<String> lines = new ArrayList<>(errors.stream().map(this::line).toList());
    if (unlisted > 0) {
      lines.add(
          source + ": " + unlisted + " more (expected: the problems above to be mended first)");
    }
    return new ConfigException(source, lines);
  }

  /** One problem that ends the reading, with those found before it. */
  ConfigException fatal(Place place, String what) {
    errors.add(finding(place, what));
    return exception();
  }

  /** One problem with the document as a whole, which has no line. */
  static ConfigException unreadable(String source, String what) {
    String shown = Shown.value(source);
    return new ConfigException(shown, List.of(shown + ": " + what));
  }

  void tell(Consumer<String> listener) {
    warnings.stream().map(this::line).forEach(listener);
  }

  private String line(Finding finding) {
    return source + ":" + finding.line + ":" + finding.column + ": " + finding.text;
  }
}
