package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
  private static final String SCRIPT = "health_check: {agent_health_script: exit 0}\n";

  @Test
  void scriptIsAcceptedWhereItIsAllowed() {
    BalancerConfig config = Yaml.reader().allowScripts().read(new StringReader(SCRIPT + Yaml.POOL));
    assertEquals("exit 0", config.pools().get(0).healthCheck().options().agentHealthScript());
  }

  @Test
  void readerIsImmutable() {
    ConfigReader reader = Yaml.reader();
    reader.allowScripts();
    reader.algorithms(List.of("mine"));
    reader.variables(name -> "x");
    for (String yaml : List.of(SCRIPT, "algorithm: mine\n", "name: ${NONE}\n")) {
      assertThrows(ConfigException.class, () -> reader.read(new StringReader(yaml + Yaml.POOL)));
    }
  }

  @Test
  void additionalAlgorithmsAreKnownBesideTheBuiltInOnes() {
    ConfigReader reader = Yaml.reader().algorithms(List.of("mine")).algorithms(List.of("yours"));
    for (String name : List.of("mine", "yours", "adaptive", "consistent_hash")) {
      String yaml = "algorithm: " + name + "\n" + Yaml.POOL;
      assertEquals(name, reader.read(new StringReader(yaml)).pools().get(0).algorithm());
    }
    assertThrows(IllegalArgumentException.class, () -> reader.algorithms(List.of("a b")));
  }

  @Test
  void variablesComeFromTheSystemProperties() {
    String name = "openclaw.lb.test.name";
    System.setProperty(name, "from-a-property");
    try {
      String yaml = "name: ${" + name + "}\n" + Yaml.POOL;
      assertEquals(
          "from-a-property", ConfigReader.create().read(new StringReader(yaml)).name());
    } finally {
      System.clearProperty(name);
    }
  }

  @Test
  void scriptsKeepTheirOwnVariables() {
    String yaml = "health_check: {agent_health_script: \"exit ${STATUS}\"}\n" + Yaml.POOL;
    BalancerConfig config = Yaml.reader().allowScripts().read(new StringReader(yaml));
    assertEquals(
        "exit ${STATUS}", config.pools().get(0).healthCheck().options().agentHealthScript());
  }

  @Test
  void messageStartsWithTheNumberOfProblems() {
    ConfigException refused = assertThrows(
        ConfigException.class,
        () -> Yaml.reader().read(new StringReader("a: 1\nb: 2\n" + Yaml.POOL), "lb.yaml"));
    assertEquals(2, refused.problems().size());
    assertEquals(
        "2 problems in lb.yaml\n" + String.join("\n", refused.problems()), refused.getMessage());
    assertThrows(UnsupportedOperationException.class, () -> refused.problems().clear());
  }

  @Test
  void intervalOfFiveSecondsIsNoPitfall() {
    assertEquals(List.of(), Yaml.warnings("health_check: {interval: 5s}\n" + Yaml.POOL));
    List<String> warnings =
        Yaml.warnings("health_check: {interval: 4s, timeout: 1s}\n" + Yaml.POOL);
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).startsWith("yaml:1:26: health_check.interval: 4s ("));
  }

  @Test
  void timeoutFollowsAShortInterval() {
    HealthCheckConfig check =
        Yaml.pool("health_check: {interval: 2s}\n" + Yaml.POOL).healthCheck();
    assertEquals(Duration.ofSeconds(1), check.timeout());
  }

  @Test
  void refusedDocumentGivesNoWarnings() {
    StringBuilder warnings = new StringBuilder();
    ConfigReader reader = Yaml.reader().onWarning(warnings::append);
    String yaml = "health_check: {interval: 1s}\nwrong: 1\n" + Yaml.POOL;
    assertThrows(ConfigException.class, () -> reader.read(new StringReader(yaml)));
    assertEquals("", warnings.toString());
  }
}
