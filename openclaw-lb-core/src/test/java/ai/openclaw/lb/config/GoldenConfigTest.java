package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents beside the text that reading them gives: good ones with their effective values and
 * warnings, bad ones with the exact message. {@code -Dgolden.write=true} writes the texts anew.
 */
class GoldenConfigTest {
  private static final Path DOCUMENTS = Path.of("src", "test", "resources", "config");
  private static final boolean WRITE = Boolean.getBoolean("golden.write");

  static List<Path> good() throws IOException {
    return documents("good");
  }

  static List<Path> bad() throws IOException {
    return documents("bad");
  }

  private static List<Path> documents(String folder) throws IOException {
    try (Stream<Path> files = Files.list(DOCUMENTS.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodDocumentHasTheseValues(Path file) throws IOException {
    List<String> warnings = new ArrayList<>();
    BalancerConfig config = read(file, Yaml.reader().onWarning(warnings::add));
    check(file, Effective.text(config, warnings));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badDocumentHasThisMessage(Path file) throws IOException {
    ConfigException refused = assertThrows(ConfigException.class, () -> read(file, Yaml.reader()));
    check(file, refused.getMessage() + "\n");
    for (String problem : refused.problems()) {
      assertTrue(problem.startsWith(file.getFileName() + ":"), problem);
    }
  }

  @Test
  void enoughDocumentsAreBad() throws IOException {
    assertTrue(bad().size() >= 45, () -> "only a few bad documents");
  }

  private static BalancerConfig read(Path file, ConfigReader reader) throws IOException {
    String yaml = Files.readString(file);
    return reader.read(new StringReader(yaml), file.getFileName().toString());
  }

  private static void check(Path file, String actual) throws IOException {
    Path golden = Path.of(file.toString().replaceFirst("\\.yaml$", ".txt"));
    if (WRITE) {
      Files.writeString(golden, actual);
    }
    assertEquals(Files.readString(golden), actual);
  }
}
