package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged documents either load, or are refused by a ConfigException that lists problems. */
class DocumentFuzzTest {
  private static final long SEED = 20261122;
  private static final List<String> FILES = List.of(
      "openclaw-load-balancer.yaml",
      "multi-tenant-lb.yaml",
      "health-check.yaml",
      "session-affinity-cookie.yaml",
      "session-affinity-ip-hash.yaml",
      "smart-routing.yaml",
      "weighted-instances.yaml");
  private static final String SYNTAX = "&*!|>'\"%@`{}[],?:-#~<=$ \t\n\0\\\u0085\u2028";

  private final Random random = new Random(SEED);

  @Test
  void damagedTextLoadsOrIsRefused() {
    for (int round = 0; round < 700; round++) {
      String whole = Yaml.spec(FILES.get(round % FILES.size()));
      String text = damaged(round % 2 == 0 ? whole : whole + Yaml.POOL);
      read(text, round, () -> Yaml.reader().read(new StringReader(text)));
    }
  }

  @Test
  void damagedBytesLoadOrAreRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("lb.yaml");
    for (int round = 0; round < 200; round++) {
      byte[] bytes = Yaml.spec(FILES.get(round % FILES.size())).getBytes(StandardCharsets.UTF_8);
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length)));
      read(Arrays.toString(bytes), round, () -> Yaml.reader().read(file));
    }
  }

  private static void read(String document, int round, Runnable reading) {
    try {
      reading.run();
    } catch (ConfigException refused) {
      assertFalse(refused.problems().isEmpty());
    } catch (RuntimeException | Error unexpected) {
      fail("seed " + SEED + ", round " + round + ":\n" + document, unexpected);
    }
  }

  private String damaged(String text) {
    StringBuilder out = new StringBuilder(random.nextInt(4) == 0 ? shuffled(text) : text);
    for (int edits = 1 + random.nextInt(5); edits > 0; edits--) {
      int at = random.nextInt(out.length());
      switch (random.nextInt(5)) {
        case 0 -> out.setCharAt(at, (char) (out.charAt(at) ^ (1 << random.nextInt(16))));
        case 1 -> out.insert(at, SYNTAX.charAt(random.nextInt(SYNTAX.length())));
        case 2 -> out.deleteCharAt(at);
        case 3 -> out.insert(at, out.substring(at, Math.min(out.length(), at + 40)));
        default -> out.setLength(Math.max(1, edits == 1 ? at : out.length()));
      }
      if (out.isEmpty()) {
        return "";
      }
    }
    return out.toString();
  }

  private String shuffled(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    Collections.shuffle(lines, random);
    return String.join("\n", lines);
  }
}
