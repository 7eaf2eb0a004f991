package ai.openclaw.lb.health;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Reads a header of ORCA, as {@link LoadReport#fromOrca} says. Used by one thread. */
final class OrcaLoad implements JsonFields.Visitor {
  private static final int MAX_CHARS = 4096;

  private @Nullable BigDecimal cpu;
  private @Nullable BigDecimal application;
  private @Nullable BigDecimal memory;

  private OrcaLoad() {}

  static LoadReport read(String header) {
    String value = header.length() > MAX_CHARS ? "" : header.strip();
    int end = value.indexOf(' ');
    String word = end < 0 ? "" : value.substring(0, end).toUpperCase(Locale.ROOT);
    return switch (word) {
      case "BIN" -> LoadReport.NONE;
      case "JSON", "TEXT" -> unmarked(value.substring(end + 1).strip());
      default -> unmarked(value);
    };
  }

  /** Without the word that names the format, the first character tells which it is. */
  private static LoadReport unmarked(String value) {
    OrcaLoad found = new OrcaLoad();
    if (!value.startsWith("{")) {
      found.readText(value);
    } else if (!JsonFields.read(value, 0, object -> false, found)) {
      return LoadReport.NONE;
    }
    BigDecimal busy = found.cpu == null ? found.application : found.cpu;
    return new LoadReport(percent(busy), percent(found.memory));
  }

  private void readText(String text) {
    for (int start = 0; start < text.length(); ) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      int equals = text.indexOf('=', start);
      if (equals >= 0 && equals < end) {
        field(0, text.substring(start, equals).strip(), text.substring(equals + 1, end));
      }
      start = end + 1;
    }
  }

  @Override
  public void field(int depth, String name, String value) {
    BigDecimal share = LoadValue.number(value);
    switch (LoadValue.plainName(name)) {
      case "cpuutilization" -> cpu = share;
      case "applicationutilization" -> application = share;
      case "memutilization" -> memory = share;
      default -> {
        // The costs and custom metrics that a report may hold besides are none of ours.
      }
    }
  }

  private static OptionalDouble percent(@Nullable BigDecimal share) {
    return share == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(LoadValue.percent(share.min(BigDecimal.ONE)).doubleValue());
  }
}
