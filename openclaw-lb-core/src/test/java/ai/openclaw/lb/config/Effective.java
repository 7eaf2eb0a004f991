package ai.openclaw.lb.config;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;

/** Prints records one component a line, nested ones indented: every value that a document has. */
final class Effective {
  private Effective() {}

  static String text(BalancerConfig config, List<String> warnings) {
    StringBuilder out = new StringBuilder();
    append(config, "", out);
    warnings.forEach(warning -> out.append("warning ").append(warning).append('\n'));
    return out.toString();
  }

  private static void append(Record values, String indent, StringBuilder out) {
    for (RecordComponent component : values.getClass().getRecordComponents()) {
      append(component.getName(), value(values, component), indent, out);
    }
  }

  private static void append(String name, Object value, String indent, StringBuilder out) {
    if (value instanceof List<?> items && !items.isEmpty()) {
      for (int i = 0; i < items.size(); i++) {
        append(name + "[" + i + "]", items.get(i), indent, out);
      }
    } else if (value instanceof Record values) {
      out.append(indent).append(name).append(":\n");
      append(values, indent + "  ", out);
    } else if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach((key, entry) -> append(name + "." + key, entry, indent, out));
    } else {
      out.append(indent).append(name).append(" = ").append(Shown.value(value)).append('\n');
    }
  }

  private static Object value(Record values, RecordComponent component) {
    try {
      Object value = component.getAccessor().invoke(values);
      return value == null ? "none" : value;
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError(component.toString(), impossible);
    }
  }
}
