package ai.openclaw.lb.config;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The map {@code health_check.headers}. Values may be secrets: no message shows one. */
final class ProbeHeaders {
  private static final String SECRET = "a value";
  private static final String EXPECTED_ONCE = "a name of its own, whatever its case";

  private ProbeHeaders() {}

  /** An unmodifiable copy in the same order, every name and value checked. */
  static Map<String, String> copy(Map<String, String> headers) {
    Set<String> names = new HashSet<>();
    headers.forEach((name, value) -> {
      Rules.HEADER_NAME.check("headers", name);
      if (!Rules.HEADER_VALUE.accepts(value)) {
        throw new IllegalArgumentException(
            Shown.problem("headers." + name, SECRET, Rules.HEADER_VALUE.expected()));
      }
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(Shown.problem("headers", name, EXPECTED_ONCE));
      }
    });
    return Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** Null where the key is absent, or no map; an empty map takes a farther level's headers away. */
  static @Nullable Located<Map<String, String>> read(Section check, Problems problems) {
    Node node = check.value("headers");
    if (node == null || node instanceof Node.Unresolved) {
      return null;
    }
    if (!(node instanceof Node.Mapping mapping)) {
      problems.value(node.place(), node.kind(), "names and values of headers");
      return null;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    mapping.entries().forEach((name, entry) -> {
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        problems.value(entry.key(), name, EXPECTED_ONCE);
      }
      addHeader(name, entry, problems, headers);
    });
    return new Located<>(headers, node.place());
  }

  private static void addHeader(
      String name, Node.Entry entry, Problems problems, Map<String, String> headers) {
    if (!Rules.HEADER_NAME.accepts(name)) {
      problems.value(entry.key(), name, Rules.HEADER_NAME.expected());
    }
    Node value = entry.value();
    if (value instanceof Node.Unresolved) {
      return;
    }
    boolean isText = value instanceof Node.Scalar scalar && !scalar.isNull();
    if (value instanceof Node.Scalar text && isText && Rules.HEADER_VALUE.accepts(text.text())) {
      headers.put(name, text.text());
    } else {
      String shown = isText ? SECRET : value.kind();
      problems.value(value.place(), shown, Rules.HEADER_VALUE.expected());
    }
  }
}
