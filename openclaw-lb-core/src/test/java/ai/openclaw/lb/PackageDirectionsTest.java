package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Packages depend one way only, and on little else: read from the compiled classes by jdeps. */
class PackageDirectionsTest {
  private static final String ROOT = "ai.openclaw.lb";

  /** A line of jdeps: a package, a package that it uses, and the module where that is. */
  private static final Pattern DEPENDENCY =
      Pattern.compile("^ +(\\S+) +-> (\\S+) +(\\S.*)$", Pattern.MULTILINE);

  private static final Map<String, Set<String>> OURS = Map.of(
      "config", Set.of(),
      "strategy", Set.of(),
      "health", Set.of("config"),
      "quota", Set.of("config"),
      "discovery", Set.of("config"),
      "", Set.of("config", "strategy", "health", "quota", "discovery"),
      "metrics", Set.of("", "config", "health"));

  /** By our packages, the foreign ones that they may use, by the beginnings of their names. */
  private static final Map<String, Set<String>> FOREIGN = Map.of(
      "config", Set.of("com.fasterxml.jackson.", "org.yaml.snakeyaml.error"),
      "", Set.of("com.fasterxml.jackson.core", "com.github.benmanes.caffeine.cache"),
      "health", Set.of("com.fasterxml.jackson.core"),
      "quota", Set.of("io.github.bucket4j", "io.lettuce.core", "io.netty.util.concurrent"),
      "discovery", Set.of("org.xbill.DNS"),
      "metrics", Set.of("io.micrometer.", "org.HdrHistogram"));

  /** The modules of the JDK whose packages are for use. */
  private static final Pattern JDK = Pattern.compile("java\\.[a-z.]+");

  /** From each of our packages to all others, outside the JDK's modules, that its classes use. */
  private static final Map<String, Set<String>> USES = new TreeMap<>();

  /** From each of our packages to the JDK's packages that its classes use. */
  private static final Map<String, Set<String>> USES_OF_JDK = new TreeMap<>();

  @BeforeAll
  static void readDependencies() {
    Matcher line = DEPENDENCY.matcher(jdeps());
    while (line.find()) {
      boolean jdk = JDK.matcher(line.group(3)).matches();
      (jdk ? USES_OF_JDK : USES)
          .computeIfAbsent(shortName(line.group(1)), name -> new TreeSet<>())
          .add(line.group(2));
    }
    assertFalse(USES.isEmpty() || USES_OF_JDK.isEmpty(), "jdeps said nothing of use");
  }

  @Test
  void ourPackagesDependOneWayOnly() {
    assertTrue(
        USES.keySet().containsAll(Set.of("", "config", "strategy", "health", "quota", "discovery")),
        "" + USES);
    USES.forEach((from, used) -> {
      assertTrue(OURS.containsKey(from), "a package that the design does not name: " + from);
      Set<String> ours = new TreeSet<>();
      used.stream()
          .filter(PackageDirectionsTest::isOurs)
          .forEach(name -> ours.add(shortName(name)));
      ours.removeAll(OURS.get(from));
      assertEquals(Set.of(), ours, "package '" + from + "' must not use these");
    });
  }

  @Test
  void onlyTheJdkTheYamlReaderAndAnnotationsAreUsed() {
    USES.forEach((from, used) -> {
      Set<String> strange = new TreeSet<>(used);
      strange.removeIf(name -> isOurs(name)
          || name.startsWith("org.jspecify.")
          || FOREIGN.getOrDefault(from, Set.of()).stream().anyMatch(name::startsWith));
      assertEquals(Set.of(), strange, "package '" + from + "' must not use these");
    });
  }

  @Test
  void probesAloneUseAnHttpClient() {
    USES_OF_JDK.forEach((from, used) -> assertEquals(
        from.equals("health"), used.contains("java.net.http"), "package '" + from + "'"));
  }

  private static boolean isOurs(String name) {
    return name.equals(ROOT) || name.startsWith(ROOT + ".");
  }

  private static String shortName(String ours) {
    return ours.equals(ROOT) ? "" : ours.substring(ROOT.length() + 1);
  }

  private static String jdeps() {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    int exit = jdeps.run(
        writer, writer, "-verbose:package", "--ignore-missing-deps", classes().toString());
    writer.flush();
    assertEquals(0, exit, out.toString());
    return out.toString();
  }

  private static Path classes() {
    try {
      return Path.of(
          AgentPool.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
