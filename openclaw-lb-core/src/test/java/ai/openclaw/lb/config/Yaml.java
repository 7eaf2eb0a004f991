package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads documents for tests: known variables, warnings kept. */
final class Yaml {
  /** A pool to put sections beside. */
  static final String POOL = "instances: [\"a:1\", \"b:2\"]\n";

  private static final Map<String, String> VARIABLES = Map.of(
      "HOST", "agent1.internal:5000",
      "WEIGHT", "2.5",
      "TEXT", "a: [b, {c",
      "NUL", "a\0b",
      "NOTHING", "null",
      "NESTED", "${HOST}");

  private Yaml() {}

  static ConfigReader reader() {
    return ConfigReader.create().variables(VARIABLES::get).onWarning(warning -> {});
  }

  static BalancerConfig read(String yaml) {
    return reader().read(new StringReader(yaml));
  }

  static PoolConfig pool(String yaml) {
    return read(yaml).pools().get(0);
  }

  static List<String> warnings(String yaml) {
    List<String> warnings = new ArrayList<>();
    reader().onWarning(warnings::add).read(new StringReader(yaml));
    return warnings;
  }

  static List<String> problems(String yaml) {
    return assertThrows(ConfigException.class, () -> read(yaml)).problems();
  }

  static String spec(String file) {
    return resource("/spec/" + file);
  }

  static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Yaml.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
