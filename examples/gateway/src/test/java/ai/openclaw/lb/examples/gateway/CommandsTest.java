package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands do what they say, and say in a line what is wrong. */
class CommandsTest {
  @TempDir
  private Path directory;

  private final RawAgent one = RawAgent.start("agent-1");
  private final RawAgent two = RawAgent.start("agent-2");
  private final StringWriter errors = new StringWriter();
  private Behind behind;

  @BeforeEach
  void start() throws IOException {
    behind = Behind.of(one, two);
  }

  @AfterEach
  void close() {
    behind.close();
    one.close();
    two.close();
  }

  private int run(String... arguments) {
    CommandLine command = OpenClawLb.commandLine();
    command.setErr(new PrintWriter(errors, true));
    return command.execute(arguments);
  }

  private int admin(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--admin");
    all.add("127.0.0.1:" + behind.gateway.adminAddress().getPort());
    return run(all.toArray(String[]::new));
  }

  private AgentStatus agent(String id) {
    return behind.pools.status().get(0).agents().stream()
        .filter(agent -> agent.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void statusIsShown() {
    assertEquals(0, admin("status", "--lang", "en"));
    assertEquals(0, admin("status", "--json"));
    assertEquals(0, admin("explain", "user_tier=vip", "--session", "a b", "--ip", "192.0.2.1"));
    assertEquals("", errors.toString());
  }

  @Test
  void aWeightIsSet() {
    assertEquals(0, admin("set-weight", "agent-2", "0.5"));
    assertEquals(0.5, agent("agent-2").weight());
    assertEquals(1.0, agent("agent-1").weight());
  }

  @Test
  void agentsDrainComeAndGo() {
    assertEquals(0, admin("drain", "agent-2"));
    assertEquals("DRAINING", agent("agent-2").state().name());
    assertEquals(0, admin("add", "agent-3", two.host(), "--weight", "2"));
    assertEquals(2.0, agent("agent-3").weight());
    assertEquals(0, admin("remove", "agent-3"));
    assertEquals(2, behind.pools.status().get(0).agents().size());
  }

  @Test
  void anUnknownAgentIsOneLine() {
    assertEquals(1, admin("drain", "agent-9"));
    assertEquals("agent: agent-9 (expected: one of [agent-1, agent-2])", line());
  }

  @Test
  void aWeightThatIsNoneIsOneLine() {
    assertEquals(1, admin("set-weight", "agent-2", "-1"));
    assertTrue(line().contains("-1"), errors::toString);
    assertEquals(1.0, agent("agent-2").weight());
  }

  @Test
  void aGatewayThatDoesNotRunIsOneLine() {
    assertEquals(1, run("status", "--admin", "127.0.0.1:1"));
    assertEquals("no gateway listens on 127.0.0.1:1 (expected: a running openclaw-lb)", line());
  }

  @Test
  void aTakenPortIsOneLine() throws IOException {
    Path document = directory.resolve("lb.yaml");
    int port = behind.gateway.address().getPort();
    Files.writeString(
        document, "lb: {listen: \"127.0.0.1:" + port + "\"}\ninstances: [\"127.0.0.1:1\"]\n");
    assertEquals(1, run("start", "--config", document.toString()));
    assertTrue(line().startsWith("can't listen on 127.0.0.1:" + port), errors::toString);
  }

  @Test
  void aMissingFileIsTold() {
    assertEquals(2, run("start", "--config", directory.resolve("none.yaml").toString()));
    assertTrue(errors.toString().contains("none.yaml: no such file"), errors::toString);
  }

  @Test
  void everyProblemOfADocumentIsTold() throws IOException {
    Path document = directory.resolve("lb.yaml");
    Files.writeString(document, "algoritm: x\ninstances: [{id: a, host: \"a:1\", weight: -1}]\n");
    assertEquals(2, run("check", document.toString()));
    assertTrue(errors.toString().contains("lb.yaml:1:1: algoritm: unknown key"), errors::toString);
    assertTrue(errors.toString().contains("weight: -1 (expected:"), errors::toString);
  }

  @Test
  void aDocumentThatOthersCanSteerNeedsAToken() throws IOException {
    Path document = directory.resolve("lb.yaml");
    Files.writeString(
        document,
        "lb: {listen: \"127.0.0.1:1\"}\nadmin: {listen: \"0.0.0.0:1\"}\ninstances: [\"127.0.0.1:1\"]\n");
    assertTrue(run("start", "--config", document.toString()) != 0);
    assertTrue(errors.toString().contains("admin.token"), errors::toString);
  }

  @Test
  void theDocumentsOfTheExamplesAreValid() {
    assertEquals(0, run("check", "../openclaw/openclaw-gateways.yaml"));
    assertEquals("", errors.toString());
  }

  private String line() {
    String text = errors.toString().stripTrailing();
    assertEquals(1, text.lines().count(), text);
    return text;
  }
}
