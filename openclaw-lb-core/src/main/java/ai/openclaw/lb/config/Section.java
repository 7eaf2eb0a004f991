package ai.openclaw.lb.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map of the document with a fixed set of keys. Its getters return null where the key is absent,
 * and where its value is wrong, which they report.
 */
final class Section {
  private static final Rule<Boolean> FLAG = new Rule<>("true or false", flag -> true);

  private final Node.Mapping node;
  private final Keys keys;
  private final Problems problems;

  private Section(Node.Mapping node, Keys keys, Problems problems) {
    this.node = node;
    this.keys = keys;
    this.problems = problems;
  }

  /** Reports every unknown key; returns null, with a problem, for what is no map. */
  static @Nullable Section of(Node node, Keys keys, Problems problems) {
    if (!(node instanceof Node.Mapping mapping)) {
      if (!(node instanceof Node.Unresolved)) {
        problems.value(
            node.place(), node.kind(), "a section with " + String.join(", ", keys.names()));
      }
      return null;
    }
    mapping.entries().forEach((key, entry) -> checkKey(key, entry, keys, problems));
    return new Section(mapping, keys, problems);
  }

  private static void checkKey(String key, Node.Entry entry, Keys keys, Problems problems) {
    if (!keys.contains(key)) {
      problems.add(entry.key(), problems.isFull() ? "" : keys.unknown(key));
    }
  }

  Place place() {
    return node.place();
  }

  /** Where a key stands, which must be present. */
  Place placeOf(String key) {
    Node.Entry entry = node.entries().get(key);
    return entry == null ? node.place() : entry.key();
  }

  boolean has(String key) {
    return value(key) != null;
  }

  @Nullable
  Node value(String key) {
    Node.Entry entry = keys.contains(key) ? node.entries().get(key) : null;
    return entry == null ? null : entry.value();
  }

  <T> @Nullable Located<T> read(String key, Format<T> format, Rule<T> rule) {
    Node value = value(key);
    return value == null ? null : format.read(value, rule, problems);
  }

  @Nullable
  Located<String> text(String key, Rule<String> rule) {
    return read(key, Format.TEXT, rule);
  }

  @Nullable
  Located<Boolean> flag(String key) {
    return read(key, Format.FLAG, FLAG);
  }

  @Nullable
  Section section(String key, Keys sectionKeys) {
    Node value = value(key);
    return value == null ? null : of(value, sectionKeys, problems);
  }

  /** The items of a list; none where the key is absent. */
  List<Node> items(String key) {
    Node value = value(key);
    if (value == null || value instanceof Node.Unresolved) {
      return List.of();
    }
    if (value instanceof Node.Sequence sequence) {
      return sequence.items();
    }
    problems.value(value.place(), value.kind(), "a list");
    return List.of();
  }

  /** A map from names of the document's own to texts, one at least; null where absent or wrong. */
  @Nullable
  Map<String, String> texts(String key, Rule<String> rule) {
    Map<String, Node> named = named(key);
    if (named == null) {
      return null;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    named.forEach((name, value) -> {
      Located<String> text = Format.TEXT.read(value, rule, problems);
      if (text != null) {
        texts.put(name, text.value());
      }
    });
    return texts;
  }

  /** A map from names of the document's own, one at least; null where absent or wrong. */
  @Nullable
  Map<String, Node> named(String key) {
    Node value = value(key);
    if (value == null || value instanceof Node.Unresolved) {
      return null;
    }
    if (!(value instanceof Node.Mapping mapping) || mapping.entries().isEmpty()) {
      problems.value(value.place(), value.kind(), "names and values, one at least");
      return null;
    }
    Map<String, Node> named = new LinkedHashMap<>();
    mapping.entries().forEach((name, entry) -> {
      if (!Rules.NAME.accepts(name)) {
        problems.value(entry.key(), "a name", Rules.NAME.expected());
      }
      named.put(name, entry.value());
    });
    return named;
  }
}
