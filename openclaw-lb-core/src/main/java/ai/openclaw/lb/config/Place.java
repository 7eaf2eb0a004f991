package ai.openclaw.lb.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a node stands: in the file, and in the tree.
 *
 * @param parent the place of the node around it; null for the document
 * @param key its key in a map, or {@code [index]} in a list
 * @param line from 1
 * @param column from 1, in characters
 */
record Place(@Nullable Place parent, String key, int line, int column) {
  /** What messages show in the place of a secret. */
  static final String HIDDEN = "a value";

  private static final Set<String> SECRETS = Set.of("secret", "token");

  static Place root(int line, int column) {
    return new Place(null, "", line, column);
  }

  Place child(String childKey, int childLine, int childColumn) {
    return new Place(this, childKey, childLine, childColumn);
  }

  Place item(int index, int itemLine, int itemColumn) {
    return new Place(this, "[" + index + "]", itemLine, itemColumn);
  }

  /** The same node at another line and column. */
  Place at(int otherLine, int otherColumn) {
    return new Place(parent, key, otherLine, otherColumn);
  }

  /** The key that is missing here. */
  Place missing(String childKey) {
    return new Place(this, childKey, line, column);
  }

  /** How a text that stands here is shown. */
  String shown(String text) {
    return SECRETS.contains(key) ? HIDDEN : text;
  }

  /** The keys from the top to here: {@code backend_pool.instances[0].weight}. */
  String path() {
    if (parent == null) {
      return "";
    }
    String own = Shown.value(key);
    String above = parent.path();
    return above.isEmpty() || own.startsWith("[") ? above + own : above + "." + own;
  }
}
