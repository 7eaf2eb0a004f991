package ai.openclaw.lb.config;

import java.util.List;

/**
 * A configuration document that was refused, with all of its problems. Its message is a first line
 * with their number and the document's name, and then a line for each.
 */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** Serializable, as {@link List#copyOf} is. */
  @SuppressWarnings("serial")
  private final List<String> problems;

  ConfigException(String source, List<String> problems) {
    super(message(source, problems));
    this.problems = List.copyOf(problems);
  }

  private static String message(String source, List<String> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return count + " in " + source + "\n" + String.join("\n", problems);
  }

  /**
   * The problems in the order of the document, each {@code file:line:column: key.path: value
   * (expected: ...)}. Values in them are cut and hold no control characters.
   */
  public List<String> problems() {
    return problems;
  }
}
