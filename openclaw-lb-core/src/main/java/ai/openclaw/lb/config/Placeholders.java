package ai.openclaw.lb.config;

import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts variables in the place of <code>${NAME}</code> and <code>${NAME:default}</code>; <code>$${
 * </code> stands for <code>${</code>. What is put there is data: it is not read as YAML, nor
 * searched for placeholders again.
 */
final class Placeholders {
  /** A script has variables of its own, in the same form. */
  private static final String SCRIPT = "agent_health_script";

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");
  private static final String EXPECTED = "${NAME} or ${NAME:default}; $${ for a literal ${";
  private static final int LONGEST = 1 << 20;
  private static final int MOST = 10_000;

  private final Function<String, @Nullable String> variables;
  private final Problems problems;
  private int lengthLeft = LONGEST;
  private int countLeft = MOST;

  Placeholders(Function<String, @Nullable String> variables, Problems problems) {
    this.variables = variables;
    this.problems = problems;
  }

  /** The environment, and else the system properties. */
  static @Nullable String system(String name) {
    String value = System.getenv(name);
    return value != null ? value : System.getProperty(name);
  }

  Node resolve(Node.Scalar scalar) {
    String text = scalar.text();
    if (!text.contains("${") || scalar.place().key().equals(SCRIPT)) {
      return scalar;
    }
    String resolved = substitute(scalar.place(), text);
    if (resolved == null) {
      return new Node.Unresolved(scalar.place());
    }
    boolean literal = text.replace("$${", "").indexOf("${") < 0;
    Node.Style style = literal ? scalar.style() : Node.Style.SUBSTITUTED;
    return new Node.Scalar(scalar.place(), resolved, style);
  }

  private @Nullable String substitute(Place place, String text) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
      if (at > from && text.charAt(at - 1) == '$') {
        out.append(text, from, at - 1).append("${");
        from = at + 2;
        continue;
      }
      int end = text.indexOf('}', at);
      String value = end < 0 ? malformed(place, text) : value(place, text.substring(at + 2, end));
      if (value == null) {
        return null;
      }
      out.append(text, from, at).append(value);
      from = end + 1;
    }
    return out.append(text, from, text.length()).toString();
  }

  private @Nullable String value(Place place, String placeholder) {
    int colon = placeholder.indexOf(':');
    String name = colon < 0 ? placeholder : placeholder.substring(0, colon);
    if (!NAME.matcher(name).matches()) {
      return malformed(place, "${" + placeholder + "}");
    }
    String value = variables.apply(name);
    if (value == null && colon >= 0) {
      value = placeholder.substring(colon + 1);
    }
    if (value == null) {
      problems.value(
          place,
          "${" + name + "}",
          "an environment variable or system property " + name + ", or a default as in ${" + name
              + ":default}");
      return null;
    }
    lengthLeft -= value.length();
    if (lengthLeft < 0 || --countLeft < 0) {
      problems.value(
          place, "${" + name + "}", "at most 10000 placeholders and 1 MiB of their text");
      return null;
    }
    return value;
  }

  private @Nullable String malformed(Place place, String text) {
    problems.value(place, place.shown(text), EXPECTED);
    return null;
  }
}
