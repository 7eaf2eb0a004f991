package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadReportTest {
  private static final long SEED = 4_004L;

  /** Null stands for a value that is not reported. */
  private static LoadReport report(Double cpu, Double memory) {
    return new LoadReport(optional(cpu), optional(memory));
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static void assertCpu(Double percent, String json) {
    assertEquals(report(percent, null), LoadReport.fromJson(json), json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cpu",
        "CPU",
        "cpu_percent",
        "cpuPercent",
        "cpu-percent",
        "cpu_usage",
        "cpuUsage",
        "CpuUsage"
      })
  void cpuIsKnownByItsUsualNames(String name) {
    assertCpu(45.0, "{\"status\":\"ok\",\"" + name + "\":45}");
    double percent = name.toLowerCase(Locale.ROOT).endsWith("percent") ? 0.45 : 45.0;
    assertCpu(percent, "{\"" + name + "\":0.45}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mem",
        "memory",
        "Memory",
        "mem_percent",
        "memory_percent",
        "memoryPercent",
        "mem_usage",
        "memory_usage",
        "memUsage"
      })
  void memoryIsKnownByItsUsualNames(String name) {
    assertEquals(report(null, 60.5), LoadReport.fromJson("{\"" + name + "\":60.5}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"processor", "cpus", "cpu_count", "memory_total", "percent", "usage", ""})
  void otherNamesSayNothing(String name) {
    assertCpu(null, "{\"" + name + "\":45}");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, ",
    "1, 100",
    "1.0, 100",
    "1.01, 1.01",
    "0.57, 57",
    "0.29, 29",
    "2, 2",
    "85, 85",
    "100, 100",
    "100.01, ",
    "-1, ",
    "4.5e1, 45",
    "5e-1, 50",
    "1E3, ",
    "1e999, ",
    "1e-999, 0",
    "NaN, ",
    "Infinity, ",
    "-Infinity, ",
    "'\"45\"', 45",
    "'\"45%\"', 45",
    "'\" 45 % \"', ",
    "'\"45 %\"', 45",
    "'\"0.5%\"', 0.5",
    "'\"1%\"', 1",
    "'\"0.5\"', 50",
    "'\"101%\"', ",
    "'\"-1%\"', ",
    "'\"\"', ",
    "'\"%\"', ",
    "'\"high\"', ",
    "'\"0x1p3\"', ",
    "'\"4,5\"', ",
    "'\"45d\"', ",
    "'\"٤٥\"', ",
    "true, ",
    "null, ",
    "[45], ",
    "'{\"used\":45}', "
  })
  void valuesAreSharesUpToOneAndPercentAbove(String value, Double percent) {
    assertCpu(percent, "{\"cpu\":" + value + "}");
  }

  @ParameterizedTest
  @CsvSource({"0.45, 45", "1, 100", "45, ", "1.2, ", "'\"45%\"', 45"})
  void aUtilizationIsAShare(String value, Double percent) {
    assertCpu(percent, "{\"cpu_utilization\":" + value + "}");
    assertCpu(percent, "{\"cpuUtilization\":" + value + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"load", "metrics", "system", "resources", "anything"})
  void objectsMayBeInObjects(String name) {
    String inner = "{\"cpu\":0.45,\"memory\":\"60%\"}";
    LoadReport expected = report(45.0, 60.0);
    assertEquals(expected, LoadReport.fromJson("{\"" + name + "\":" + inner + "}"));
    assertEquals(expected, LoadReport.fromJson("{\"data\":{\"" + name + "\":" + inner + "}}"));
  }

  @Test
  void whatIsThreeObjectsDeepOrInAnArrayIsNotRead() {
    assertCpu(null, "{\"a\":{\"b\":{\"c\":{\"cpu\":45}}}}");
    assertCpu(null, "{\"a\":[{\"cpu\":45}]}");
    assertCpu(null, "[{\"cpu\":45}]");
    assertCpu(45.0, "{\"a\":{\"b\":{\"c\":{\"cpu\":1}}},\"d\":[[{}]],\"cpu\":45}");
  }

  @Test
  void theNearestToTheTopCounts() {
    assertCpu(45.0, "{\"a\":{\"b\":{\"cpu\":10},\"cpu\":20},\"cpu\":45}");
    assertCpu(45.0, "{\"cpu\":45,\"a\":{\"cpu\":20}}");
    assertCpu(20.0, "{\"a\":{\"cpu\":20},\"b\":{\"cpu\":30}}");
    assertEquals(
        report(45.0, 60.0), LoadReport.fromJson("{\"a\":{\"mem\":60},\"cpu\":45,\"cpu\":46}"));
  }

  @Test
  void aNameThatSaysPercentCountsBeforeAnAmount() {
    assertCpu(45.0, "{\"cpu\":8,\"cpu_percent\":45}");
    assertCpu(45.0, "{\"cpu_percent\":45,\"cpu\":8}");
    assertEquals(
        report(null, 45.0), LoadReport.fromJson("{\"memory\":16384,\"memory_percent\":45}"));
  }

  @Test
  void aValueOutOfRangeHidesNoOther() {
    assertCpu(45.0, "{\"cpu\":4000,\"load\":{\"cpu\":45}}");
  }

  @Test
  void limitsAreNoLoad() {
    assertCpu(null, "{\"limits\":{\"cpu\":90},\"alertThresholds\":{\"cpu\":80}}");
    assertCpu(45.0, "{\"resources\":{\"max\":{\"cpu\":90},\"QUOTA\":{\"cpu\":2},\"cpu\":45}}");
  }

  @Test
  void whatIsNoWholeJsonObjectReportsNothing() {
    String whole = "{\"cpu\":45,\"load\":{\"mem\":[1,{\"x\":\"\\u00e9\"}]}}";
    assertCpu(45.0, whole);
    for (int length = 0; length < whole.length(); length++) {
      assertEquals(LoadReport.NONE, LoadReport.fromJson(whole.substring(0, length)));
    }
    for (String other : new String[] {"ok", "<html>", "45", "\"cpu\"", "null", "{cpu:45}", "\0"}) {
      assertEquals(LoadReport.NONE, LoadReport.fromJson(other), other);
    }
  }

  @Test
  void hostileJsonIsHarmless() {
    String deep = "{\"a\":".repeat(8_000);
    assertCpu(null, deep);
    assertCpu(null, deep + "1" + "}".repeat(8_000));
    assertCpu(null, "{\"a\":" + "[".repeat(50_000));
    assertCpu(null, "{\"cpu\":" + "9".repeat(60_000) + "}");
    assertCpu(null, "{\"cpu\":0." + "9".repeat(60_000) + "}");
    assertCpu(null, "{\"cpu\":1e999999999}");
    assertCpu(null, "{\"cpu\":\"" + "9".repeat(60_000) + "\"}");
    assertCpu(45.0, "{\"" + "c".repeat(40_000) + "\":1,\"cpu\":45}");
    assertCpu(45.0, "{\"cpu\":45,\"x\":\"" + "y".repeat(65_000) + "\"}");
    assertCpu(null, "{\"cpu\":45,\"x\":\"" + "y".repeat(66_000) + "\"}");
  }

  @Test
  void mangledReportsNeverThrow() {
    String[] seeds = {
      "{\"cpu\":0.45,\"load\":{\"mem\":\"60%\",\"x\":[1,{\"y\":null}]},\"z\":1.5e3}",
      "TEXT cpu_utilization=0.3, mem_utilization=0.8, named_metrics.x=1",
      "JSON {\"cpu_utilization\":0.3,\"named_metrics\":{\"a\":1}}"
    };
    String marks = "{}[]\":,=eE+-%.0\\u\n\t NIX";
    Random random = new Random(SEED);
    for (int i = 0; i < 10_000; i++) {
      char[] text = seeds[i % seeds.length].toCharArray();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        char other = random.nextInt(8) == 0
            ? (char) random.nextInt(0x10000)
            : marks.charAt(random.nextInt(marks.length()));
        text[random.nextInt(text.length)] = other;
      }
      String mangled = new String(text);
      String which = "seed " + SEED + ", round " + i + ": " + mangled;
      assertInRange(LoadReport.fromJson(mangled), which);
      assertInRange(LoadReport.fromOrca(mangled), which);
    }
  }

  private static void assertInRange(LoadReport report, String which) {
    double cpu = report.cpuPercent().orElse(0);
    double memory = report.memoryPercent().orElse(0);
    assertTrue(cpu >= 0 && cpu <= 100 && memory >= 0 && memory <= 100, which);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TEXT cpu_utilization=0.3, mem_utilization=0.8, rps_fractional=10.0, eps=1,"
            + " named_metrics.cpu_utilization=0.4",
        "text mem_utilization=0.8,cpu_utilization=0.3",
        " cpu_utilization = 0.3 , mem_utilization = 0.8 ",
        "JSON {\"cpu_utilization\": 0.3, \"mem_utilization\": 0.8, \"named_metrics\":"
            + " {\"mem_utilization\": 0.1}}",
        "{\"cpuUtilization\":0.3,\"memUtilization\":0.8}"
      })
  void anOrcaHeaderReportsShares(String header) {
    assertEquals(report(30.0, 80.0), LoadReport.fromOrca(header));
  }

  @ParameterizedTest
  @CsvSource({
    "cpu_utilization=1.7, 100",
    "cpu_utilization=0, 0",
    "cpu_utilization=45, 100",
    "cpu_utilization=-1, ",
    "cpu_utilization=NaN, ",
    "cpu_utilization=Infinity, ",
    "cpu_utilization=, ",
    "cpu_utilization, ",
    "=, ",
    "cpu_utilization=45%, ",
    "TEXT, ",
    "JSON, ",
    "'TEXT ', ",
    "'JSON {', ",
    "BIN, ",
    "'BIN CZqZmZmZmbk/', ",
    "'', ",
    "application_utilization=0.9, 90",
    "'cpu_utilization=0.3,application_utilization=0.9', 30",
    "'application_utilization=0.9,cpu_utilization=0.3', 30",
    "'application_utilization=0.9,cpu_utilization=x', 90"
  })
  void anOrcaValueIsClampedOrNotReported(String header, Double cpu) {
    assertEquals(report(cpu, null), LoadReport.fromOrca(header), header);
  }

  @Test
  void aHugeOrcaHeaderReportsNothing() {
    String text = "cpu_utilization=0.3," + "x=1,".repeat(1_000);
    assertEquals(report(30.0, null), LoadReport.fromOrca(text));
    assertEquals(LoadReport.NONE, LoadReport.fromOrca(text + "x=1,".repeat(30)));
  }

  @Test
  void aReportIsFromZeroToAHundred() {
    for (double wrong : new double[] {-0.1, 100.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> report(wrong, null));
      assertEquals("cpuPercent: " + wrong + " (expected: 0 to 100)", refused.getMessage());
      assertThrows(IllegalArgumentException.class, () -> report(null, wrong));
    }
    assertTrue(LoadReport.NONE.isEmpty());
    assertFalse(report(null, 0.0).isEmpty());
  }

  @Test
  void aResultCarriesALoadOnlyWhereItIsGivenOne() {
    LoadReport load = report(45.0, 60.0);
    ProbeResult passed = ProbeResult.passed(200);
    assertSame(LoadReport.NONE, passed.load());
    assertSame(load, passed.withLoad(load).load());
    assertEquals(passed, passed.withLoad(load).withLoad(LoadReport.NONE));
  }
}
