package ai.openclaw.lb.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a scalar's text becomes a value.
 *
 * @param parser returns null for a text that is none
 * @param unquoted whether a text in quotes is none either
 */
record Format<T>(Parser<T> parser, boolean unquoted) {
  static final Format<String> TEXT = new Format<>(text -> text, false);
  static final Format<Integer> WHOLE_NUMBER = new Format<>(Format::wholeNumber, true);
  static final Format<Double> NUMBER = new Format<>(Format::number, true);
  static final Format<Boolean> FLAG = new Format<>(Format::flag, true);
  static final Format<Duration> DURATION = new Format<>(Durations::parse, false);
  static final Format<URI> HOST = new Format<>(AgentUris::parse, false);

  static final Format<Secret> SECRET = new Format<>(Secret::parse, false);

  static final Format<Path> PATH = new Format<>(Format::path, false);

  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,9})");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]{1,20}(\\.[0-9]{0,20})?|\\.[0-9]{1,20})([eE][-+]?[0-9]{1,3})?");

  /** One of an enum's constants, in lower case. */
  static <E extends Enum<E>> Format<E> word(Class<E> type) {
    return new Format<>(text -> constant(type, text), false);
  }

  interface Parser<T> {
    @Nullable
    T parse(String text);
  }

  /** Reads a node that must be a scalar; what it is not is a problem, and null. */
  @Nullable
  Located<T> read(Node node, Rule<T> rule, Problems problems) {
    if (node instanceof Node.Unresolved) {
      return null;
    }
    if (!(node instanceof Node.Scalar scalar) || scalar.isNull()) {
      problems.value(node.place(), node.kind(), rule.expected());
      return null;
    }
    if (unquoted && scalar.style() == Node.Style.QUOTED) {
      problems.value(node.place(), '"' + scalar.text() + '"', rule.expected() + ", without quotes");
      return null;
    }
    T value = parser.parse(scalar.text());
    if (value == null || !rule.accepts(value)) {
      problems.value(node.place(), node.place().shown(scalar.text()), rule.expected());
      return null;
    }
    return new Located<>(value, node.place());
  }

  private static @Nullable Integer wholeNumber(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return null;
    }
    long number = Long.parseLong(text);
    return number == (int) number ? (Integer) (int) number : null;
  }

  private static @Nullable Double number(String text) {
    return DECIMAL.matcher(text).matches() ? (Double) Double.parseDouble(text) : null;
  }

  private static @Nullable Boolean flag(String text) {
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> null;
    };
  }

  private static @Nullable Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException notAPath) {
      return null;
    }
  }

  private static <E extends Enum<E>> @Nullable E constant(Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    return null;
  }
}
