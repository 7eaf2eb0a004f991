package ai.openclaw.lb.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A document's tree: plain values that know where they stand. */
sealed interface Node {
  Place place();

  /** What the node is, as messages call it. */
  String kind();

  /** How a scalar was written; only plain and substituted ones may be numbers and booleans. */
  enum Style {
    PLAIN,
    QUOTED,
    SUBSTITUTED
  }

  record Scalar(Place place, String text, Style style) implements Node {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    boolean isNull() {
      return style == Style.PLAIN && NULLS.contains(text);
    }

    @Override
    public String kind() {
      return isNull() ? "nothing" : text;
    }
  }

  /** A scalar whose placeholder has no value; already reported. */
  record Unresolved(Place place) implements Node {
    @Override
    public String kind() {
      return "a placeholder";
    }
  }

  record Sequence(Place place, List<Node> items) implements Node {
    @Override
    public String kind() {
      return "a list";
    }
  }

  record Mapping(Place place, Map<String, Entry> entries) implements Node {
    @Override
    public String kind() {
      return "a section";
    }
  }

  /** A key with its own place, and its value with the value's. */
  record Entry(Place key, Node value) {}
}
