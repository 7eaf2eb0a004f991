package ai.openclaw.lb.health;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalInt;

/** The lines of one pool's {@link HealthLog}, which documents them. Thread-safe. */
final class CheckLine {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
          "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
      .withZone(ZoneOffset.UTC);
  private static final int NANOS_PER_TENTH = 100_000;

  private final String pool;
  private final InstantSource clock;

  CheckLine(String pool, InstantSource clock) {
    this.pool = " pool=" + name(pool);
    this.clock = clock;
  }

  String of(ProbeCheck check) {
    ProbeResult result = check.result();
    String state = check.verdict().name().toLowerCase(Locale.ROOT);
    StringBuilder line = begin()
        .append(" agent=")
        .append(name(check.target().agentId()))
        .append(result.passed() ? " check=passed" : " check=failed")
        .append(" status=")
        .append(status(result.status()))
        .append(" latency_ms=")
        .append(millis(check.latency()))
        .append(" state=")
        .append(state)
        .append(" change=")
        .append(check.changed() ? state : "-")
        .append(" streak=")
        .append(check.streak())
        .append(" detail=");
    quote(result.detail(), line);
    return line.toString();
  }

  /** Stands for lines that were lost. */
  String dropped(long lines) {
    return begin().append(" dropped=").append(lines).toString();
  }

  private StringBuilder begin() {
    StringBuilder line = new StringBuilder(256);
    TIME.formatTo(clock.instant(), line);
    return line.append(pool);
  }

  private static String status(OptionalInt status) {
    return status.isPresent() ? Integer.toString(status.getAsInt()) : "-";
  }

  /** With one decimal, rounded. */
  private static String millis(Duration latency) {
    long tenths = (latency.toNanos() + NANOS_PER_TENTH / 2) / NANOS_PER_TENTH;
    return tenths / 10 + "." + tenths % 10;
  }

  private static String name(String name) {
    boolean bare =
        !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c <= '~' && c != '"' && c != '\\');
    if (bare) {
      return name;
    }
    StringBuilder quoted = new StringBuilder();
    quote(name, quoted);
    return quoted.toString();
  }

  private static void quote(String text, StringBuilder to) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        to.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        to.append(c);
      }
    }
    to.append('"');
  }
}
