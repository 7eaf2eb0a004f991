package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Documents made to cost time or memory are refused where they begin to, and say so briefly. */
class HostileDocumentsTest {
  private static final int MIB = 1 << 20;
  private static final String ANCHOR =
      "an anchor or alias (expected: values written out, none of & and *)";

  @Test
  void aliasBombIsRefusedAtItsFirstAnchor() {
    StringBuilder bomb = new StringBuilder("name: x\na0: &a0 [lol, lol]\n");
    for (int i = 1; i < 40; i++) {
      String alias = "*a" + (i - 1);
      bomb.append("a" + i + ": &a" + i + " [" + (alias + ", ").repeat(9) + alias + "]\n");
    }
    assertEquals(List.of("yaml:2:5: a0: " + ANCHOR), Yaml.problems(bomb.toString()));
  }

  @Test
  void nothingIsParsedAfterAnAnchor() {
    String yaml = "a: &a x\nname: ${MISSING}\nb: [unclosed\n";
    assertEquals(List.of("yaml:1:4: a: " + ANCHOR), Yaml.problems(yaml));
  }

  @Test
  void anchorOfItselfIsRefused() {
    assertEquals(List.of("yaml:1:4: a: " + ANCHOR), Yaml.problems("a: &a [*a]\n"));
  }

  @Test
  void endlessTextIsReadUpToTheLimitOnly() {
    AtomicLong served = new AtomicLong();
    Reader endless = new Reader() {
      @Override
      public int read(char[] buffer, int offset, int length) {
        Arrays.fill(buffer, offset, offset + length, '#');
        served.addAndGet(length);
        return length;
      }

      @Override
      public void close() {}
    };
    ConfigException refused =
        assertThrows(ConfigException.class, () -> Yaml.reader().read(endless));

    assertEquals(
        List.of("yaml: longer than 1 MiB (expected: a document of at most 1 MiB)"),
        refused.problems());
    assertEquals(MIB + 1, served.get());
  }

  @Test
  void limitIsOneMebibyteExactly() {
    String padding = "#\n".repeat((MIB - Yaml.POOL.length()) / 2);
    padding += "\n".repeat(MIB - Yaml.POOL.length() - padding.length());
    assertEquals("openclaw-lb", Yaml.read(Yaml.POOL + padding).name());
    assertEquals(
        List.of("yaml: longer than 1 MiB (expected: a document of at most 1 MiB)"),
        Yaml.problems(Yaml.POOL + padding + "#"));
  }

  @Test
  void longLinesAreRefusedBeforeTheyAreParsed() {
    String line = "#".repeat(100_000);
    assertEquals("openclaw-lb", Yaml.read(Yaml.POOL + line + "\r\n" + line).name());
    assertEquals(
        List.of("yaml:2:1: a long line (expected: at most 100000 characters)"),
        Yaml.problems(Yaml.POOL + line + "#"));
  }

  @Test
  void manyPlaceholdersAreRefused() {
    String yaml = "version: \"" + "${A:}".repeat(10_000) + "\"\n" + Yaml.POOL;
    assertEquals("", Yaml.read(yaml).version());
    assertTrue(
        Yaml.problems("name: ${A:x}\n" + yaml).get(0).contains("at most 10000 placeholders"));
  }

  @Test
  void failingReaderIsOneProblem() {
    Reader failing = new Reader() {
      @Override
      public int read(char[] buffer, int offset, int length) throws IOException {
        throw new IOException("gone");
      }

      @Override
      public void close() {}
    };
    ConfigException refused =
        assertThrows(ConfigException.class, () -> Yaml.reader().read(failing, "a\nb"));
    assertEquals(
        List.of(
            "a\\nb: cannot be read, java.io.IOException: gone (expected: a readable YAML file)"),
        refused.problems());
  }

  @Test
  void depthIsLimitedToFifty() {
    assertTrue(Yaml.problems(flow(50)).get(0).contains("unknown key"));
    assertTrue(Yaml.problems(flow(51)).get(0).contains("nested too deeply"));
    assertTrue(Yaml.problems(flow(100_000)).get(0).contains("nested too deeply"));
    assertTrue(Yaml.problems("a:\n" + "- ".repeat(50) + "x\n").get(0).contains("nested too"));
    StringBuilder block = new StringBuilder();
    for (int i = 0; i < 51; i++) {
      block.append(" ".repeat(i)).append("a:\n");
    }
    assertTrue(Yaml.problems(block.toString()).get(0).contains("nested too deeply"));
  }

  private static String flow(int depth) {
    return Yaml.POOL + "x: " + "[\n ".repeat(depth - 1) + "]\n ".repeat(depth - 1) + "\n";
  }

  @Test
  void manyValuesAreRefused() {
    String yaml = "instances: [" + "a,\n ".repeat(50_000) + "]\n";
    assertTrue(Yaml.problems(yaml).get(0).endsWith("too many values (expected: at most 50000)"));
  }

  @Test
  void manyProblemsAreListedInPartAndCountedInFull() {
    StringBuilder yaml = new StringBuilder(Yaml.POOL);
    for (int i = 0; i < 5000; i++) {
      yaml.append("unknown-").append(i).append(": 1\n");
    }
    List<String> problems = Yaml.problems(yaml.toString());
    assertEquals(201, problems.size());
    assertEquals(
        "yaml: 4800 more (expected: the problems above to be mended first)", problems.get(200));
  }

  @Test
  void longKeysAndValuesAreCutInMessages() {
    String lengthy = "k".repeat(50_000);
    for (String yaml : List.of(
        "? " + lengthy + "\n: 1\n" + Yaml.POOL,
        "name: \"" + lengthy + "\"\n" + Yaml.POOL,
        "request_attributes:\n  ? " + lengthy + "\n  : x y\n" + Yaml.POOL)) {
      for (String problem : Yaml.problems(yaml)) {
        assertTrue(problem.length() < 500, problem);
      }
    }
  }

  @Test
  void deepPathsOfLongKeysStayShort() {
    StringBuilder yaml = new StringBuilder(Yaml.POOL);
    for (int i = 0; i < 52; i++) {
      yaml.append(" ".repeat(i)).append("k".repeat(900)).append(":\n");
    }
    for (String problem : Yaml.problems(yaml.toString())) {
      assertTrue(problem.length() < 5000, problem);
    }
  }

  @Test
  void substitutedTextIsLimited() {
    String big = "x".repeat(MIB / 4);
    ConfigReader reader = Yaml.reader().variables(name -> big);
    String yaml = Yaml.POOL + "version: \"${A}${A}${A}${A}${A}\"\n";
    ConfigException refused =
        assertThrows(ConfigException.class, () -> reader.read(new StringReader(yaml)));
    assertTrue(refused.getMessage().contains("at most 10000 placeholders and 1 MiB of their text"));
  }

  @Test
  void everyControlCharacterIsRefusedWhereItStands() {
    for (char c = 0; c < 0xa0; c++) {
      if (!Character.isISOControl(c) || "\t\r\n".indexOf(c) >= 0) {
        continue;
      }
      assertEquals(
          List.of(
              String.format("yaml:2:10: character \\u%04x (expected: printable text)", (int) c)),
          Yaml.problems("# 1\nname: \"😀b" + c + "\"\n" + Yaml.POOL));
    }
  }

  @Test
  void unpairedSurrogateIsRefusedWrittenOutAndEscaped() {
    assertTrue(Yaml.problems("name: \ud800\n").get(0).contains("character \\ud800"));
    String escaped = "failover: {fallback_response: {status: 503, body: \"\\ud800\"}}\n";
    assertTrue(Yaml.problems(escaped + Yaml.POOL)
        .get(0)
        .startsWith("yaml:1:51: failover.fallback_response.body: \\ud800 ("));
  }

  @Test
  void thousandsOfPoolsLoad() {
    StringBuilder yaml = new StringBuilder("routing: [{default: p0}]\npools:\n");
    for (int i = 0; i < 12_000; i++) {
      yaml.append("- {name: p").append(i).append(", instances: [\"a:1\"]}\n");
    }
    assertEquals(12_000, Yaml.read(yaml.toString()).pools().size());
  }

  @Test
  void lineEndsOfEveryKindCount() {
    assertEquals("x", Yaml.read("name: x\r\ninstances:\r\n  - \"a:1\"\r\n").name());
    assertTrue(Yaml.problems("name: x\rversion: []\rinstances: [\"a:1\"]")
        .get(0)
        .startsWith("yaml:2:10: version: a list"));
    assertTrue(Yaml.problems("name: x\r\n\r\n\"\0\": 1").get(0).startsWith("yaml:3:2: character"));
  }
}
