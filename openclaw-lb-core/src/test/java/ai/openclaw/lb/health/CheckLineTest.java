package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckLineTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:00:00.1239Z"));
  private final CheckLine lines = new CheckLine("agent-pool-1", CLOCK);

  static ProbeCheck check(String agent, ProbeResult result) {
    ProbeTarget target = new ProbeTarget(agent, URI.create("http://localhost:5000"));
    return new ProbeCheck(target, result, Duration.ofNanos(3_249_999), Verdict.UP, false, 7);
  }

  @Test
  void aPassedCheckIsOneLine() {
    assertEquals(
        "2026-11-22T10:00:00.123Z pool=agent-pool-1 agent=agent-1 check=passed status=200"
            + " latency_ms=3.2 state=up change=- streak=7 detail=\"status 200\"",
        lines.of(check("agent-1", ProbeResult.passed(200))));
  }

  @Test
  void aFailedCheckNamesTheStateThatItLedTo() {
    ProbeTarget target = new ProbeTarget("agent-2", URI.create("http://localhost:5000"));
    ProbeResult refused = ProbeResult.failed("connect refused");
    assertEquals(
        "2026-11-22T10:00:00.123Z pool=agent-pool-1 agent=agent-2 check=failed status=-"
            + " latency_ms=1500.0 state=down change=down streak=3 detail=\"connect refused\"",
        lines.of(new ProbeCheck(target, refused, Duration.ofMillis(1500), Verdict.DOWN, true, 3)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.0", "49999, 0.0", "50000, 0.1", "999999, 1.0", "86400000000000, 86400000.0"})
  void latencyIsInMillisecondsWithOneDecimal(long nanos, String shown) {
    ProbeTarget target = new ProbeTarget("a", URI.create("http://localhost"));
    String line = lines.of(new ProbeCheck(
        target, ProbeResult.passed("x"), Duration.ofNanos(nanos), Verdict.UNKNOWN, false, 1));
    assertEquals(
        "2026-11-22T10:00:00.123Z pool=agent-pool-1 agent=a check=passed status=- latency_ms="
            + shown + " state=unknown change=- streak=1 detail=\"x\"",
        line);
  }

  @Test
  void valuesCannotBreakOutOfTheirLine() {
    String hostile = "a\nb \"c\" \\ \u0085\u2028 健康 check=passed";
    String escaped = "\"a\\u000ab \\\"c\\\" \\\\ \\u0085\\u2028 健康 check=passed\"";
    ProbeResult result = new ProbeResult(false, OptionalInt.of(1), "says \"no\" \\ 健康");
    assertEquals(
        "2026-11-22T10:00:00.123Z pool=" + escaped + " agent=" + escaped
            + " check=failed status=1 latency_ms=3.2 state=up change=- streak=7"
            + " detail=\"says \\\"no\\\" \\\\ 健康\"",
        new CheckLine(hostile, CLOCK).of(check(hostile, result)));
  }

  @Test
  void onlyPlainNamesStandWithoutQuotes() {
    assertEquals(
        "2026-11-22T10:00:00.123Z pool=[::1]:80=x dropped=1",
        new CheckLine("[::1]:80=x", CLOCK).dropped(1));
    assertEquals(
        "2026-11-22T10:00:00.123Z pool=\"\" dropped=9223372036854775807",
        new CheckLine("", CLOCK).dropped(Long.MAX_VALUE));
    assertEquals(
        "1970-01-01T00:00:00.000Z pool=\"a b\" dropped=2",
        new CheckLine("a b", InstantSource.fixed(Instant.EPOCH)).dropped(2));
  }
}
