package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The public surface of this module, all packages, is what {@code src/test/resources/api/core.api}
 * says: a line for each public or protected type and member. A change of it is a change of that
 * file, to be seen in review. To write the file anew, run this test with {@code -Dapi.update=true}.
 */
class PublicApiTest {
  private static final Path FILE = Path.of("src", "test", "resources", "api", "core.api");

  @Test
  void theSurfaceIsTheRecordedOne() throws Exception {
    List<String> actual = surface();
    assertTrue(
        actual.contains("public final class ai.openclaw.lb.AgentPool implements AutoCloseable"),
        "nothing was read: " + actual);
    if (Boolean.getBoolean("api.update")) {
      Files.createDirectories(FILE.getParent());
      Files.write(FILE, actual);
    }
    List<String> recorded =
        Boolean.getBoolean("api.update") ? Files.readAllLines(FILE) : recorded();
    assertEquals("", difference(recorded, actual), "see this test's Javadoc");
  }

  private static List<String> recorded() throws IOException {
    try (InputStream in = PublicApiTest.class.getResourceAsStream("/api/core.api")) {
      return in == null
          ? List.of()
          : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** A line for each that is gone or new, with the type that it belongs to. */
  private static String difference(List<String> recorded, List<String> actual) {
    TreeSet<String> before = new TreeSet<>(qualified(recorded));
    TreeSet<String> after = new TreeSet<>(qualified(actual));
    StringBuilder difference = new StringBuilder();
    before.stream()
        .filter(line -> !after.contains(line))
        .forEach(line -> difference.append("\n- ").append(line));
    after.stream()
        .filter(line -> !before.contains(line))
        .forEach(line -> difference.append("\n+ ").append(line));
    return difference.toString();
  }

  private static List<String> qualified(List<String> lines) {
    List<String> qualified = new ArrayList<>();
    String type = "";
    for (String line : lines) {
      if (line.startsWith("  ")) {
        qualified.add(type + ": " + line.strip());
      } else {
        type = line;
        qualified.add(line);
      }
    }
    return qualified;
  }

  private static List<String> surface() throws IOException, URISyntaxException {
    Path classes = Path.of(
        AgentPool.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString().replace('\\', '/'))
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .map(PublicApiTest::load)
          .filter(Signatures::isVisible)
          .flatMap(type -> Signatures.of(type).stream())
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, PublicApiTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
