package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {
  @TempDir
  private Path folder;

  @Test
  void fileLoadsWithAndWithoutByteOrderMark() throws Exception {
    assertEquals("openclaw-lb", Yaml.reader().read(file(bytes(Yaml.POOL))).name());
    assertEquals(
        "openclaw-lb", Yaml.reader().read(file(bytes("\ufeff" + Yaml.POOL))).name());
  }

  @Test
  void problemsNameTheFileAsGiven() throws Exception {
    Path file = file(bytes("name: []\n" + Yaml.POOL));
    assertEquals(
        List.of(
            file + ":1:7: name: a list (expected: 1 to 128 visible ASCII characters, no spaces)"),
        problems(file));
  }

  @Test
  void missingFileIsOneProblem() {
    Path file = folder.resolve("none.yaml");
    assertEquals(List.of(file + ": no such file (expected: a YAML file)"), problems(file));
  }

  @Test
  void directoryIsOneProblem() {
    assertEquals(List.of(folder + ": a directory (expected: a YAML file)"), problems(folder));
  }

  @Test
  void linkToAFileLoads() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file(bytes(Yaml.POOL)));
    assertEquals(1, Yaml.reader().read(link).pools().size());
  }

  @Test
  void malformedBytesAreRefusedWhereTheyStand() throws Exception {
    byte[] latin1 = "a: 1\nü: \u00fc\n".getBytes(StandardCharsets.ISO_8859_1);
    Path file = file(latin1);
    assertEquals(List.of(file + ":2:1: malformed bytes (expected: UTF-8)"), problems(file));
  }

  @Test
  void otherEncodingsAreRefused() throws Exception {
    Path file = file(Yaml.POOL.getBytes(StandardCharsets.UTF_16));
    assertEquals(List.of(file + ":1:1: malformed bytes (expected: UTF-8)"), problems(file));
  }

  @Test
  void textThatEndsInTheMiddleOfACharacterIsRefused() throws Exception {
    Path file = file(new byte[] {'a', ':', ' ', (byte) 0xe6});
    assertEquals(List.of(file + ":1:4: malformed bytes (expected: UTF-8)"), problems(file));
  }

  @Test
  void sizeCountsInBytes() throws Exception {
    Path file = file(bytes("#".repeat((1 << 20) - 2) + "所"));
    assertEquals(
        List.of(file + ": longer than 1 MiB (expected: a document of at most 1 MiB)"),
        problems(file));
  }

  private static List<String> problems(Path file) {
    return assertThrows(ConfigException.class, () -> Yaml.reader().read(file)).problems();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path file(byte[] content) throws Exception {
    return Files.write(folder.resolve("lb.yaml"), content);
  }
}
