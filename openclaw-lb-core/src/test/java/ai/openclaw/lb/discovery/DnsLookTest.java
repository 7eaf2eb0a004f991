package ai.openclaw.lb.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.DnsAgents;
import ai.openclaw.lb.config.DnsConfig;
import ai.openclaw.lb.config.DnsPace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Looks at a real server, which says what a test wants. */
class DnsLookTest {
  /** Waits for silence only: whatever is answered is answered sooner. */
  private static final DnsPace PATIENT = pace(Duration.ofSeconds(20));

  private static final DnsPace HASTY = pace(Duration.ofMillis(100));
  private static final DnsConfig ADDRESSES =
      DnsConfig.ofAddresses("agents.test", 8080).withPace(PATIENT);
  private static final DnsConfig SERVICE =
      DnsConfig.ofService("_agents._tcp.test").withPace(PATIENT);

  private static DnsPace pace(Duration timeout) {
    return new DnsPace(timeout, Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  private ScriptedDns server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedDns();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private DnsLook look(DnsConfig config, String... servers) {
    DnsConfig at =
        config.withServers(servers.length == 0 ? List.of(server.address()) : List.of(servers));
    return DnsLook.of(at, DnsClient.of(at));
  }

  private static DnsList found(DnsLook look) throws Exception {
    return look.look().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static String failure(DnsLook look) {
    ExecutionException thrown = assertThrows(ExecutionException.class, () -> found(look));
    return assertInstanceOf(DnsFailure.class, thrown.getCause()).getMessage();
  }

  private static List<String> ids(DnsList list) {
    return list.agents().stream().map(AgentConfig::id).toList();
  }

  @Test
  void anAgentForEachAddressOfBothFamilies() throws Exception {
    server.answerRecords(
        7,
        "agents.test A 10.0.0.2",
        "agents.test A 10.0.0.1",
        "agents.test A 10.0.0.1",
        "agents.test AAAA ::1");
    DnsConfig config = ADDRESSES.withAgents(new DnsAgents(8080, "https", "/v1", "blue"));
    DnsList list = found(look(config));
    assertEquals(List.of("10.0.0.1:8080", "10.0.0.2:8080", "[0:0:0:0:0:0:0:1]:8080"), ids(list));
    assertEquals("https://10.0.0.1:8080/v1", list.agents().get(0).uri().toString());
    assertEquals("blue", list.agents().get(0).group());
    assertEquals(Duration.ofSeconds(7), list.ttl());
  }

  @Test
  void longAnswerComesByTcp() throws Exception {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      records.add("agents.test A 10.1." + i / 250 + "." + i % 250);
    }
    server.answer((question, byTcp) -> {
      Message whole = ScriptedDns.records(question, 5, records.toArray(String[]::new));
      if (byTcp || whole.toWire().length < 512) {
        return whole.toWire();
      }
      Message truncated = ScriptedDns.reply(question, Rcode.NOERROR);
      truncated.getHeader().setFlag(Flags.TC);
      return truncated.toWire();
    });
    assertEquals(1_000, found(look(ADDRESSES)).agents().size());
    assertTrue(server.asked.contains("A+"), "" + server.asked);
  }

  @Test
  void truncatedAnswerWithoutTcpIsAFailure() {
    server.answer((question, byTcp) -> {
      Message truncated = ScriptedDns.records(question, 5, "agents.test A 10.0.0.1");
      truncated.getHeader().setFlag(Flags.TC);
      return byTcp ? null : truncated.toWire();
    });
    assertTrue(failure(look(ADDRESSES)).startsWith("A agents.test: "));
  }

  @Test
  void refusalsSilenceAndRubbishAreFailures() {
    for (int code : new int[] {Rcode.NXDOMAIN, Rcode.SERVFAIL, Rcode.REFUSED}) {
      server.answer((question, byTcp) -> ScriptedDns.reply(question, code).toWire());
      assertEquals("A agents.test: " + Rcode.string(code), failure(look(ADDRESSES)));
      assertEquals("SRV _agents._tcp.test: " + Rcode.string(code), failure(look(SERVICE)));
    }
    server.answerRecords(5);
    assertEquals("A, AAAA agents.test: no address", failure(look(ADDRESSES)));
    assertEquals("SRV _agents._tcp.test: no target", failure(look(SERVICE)));
    server.answer((question, byTcp) -> null);
    assertTrue(failure(look(ADDRESSES.withPace(HASTY))).startsWith("A agents.test: "));
    server.answer((question, byTcp) -> {
      byte[] wire = ScriptedDns.reply(question, Rcode.NOERROR).toWire();
      wire[7] = 99; // as many answers, of which there is none
      return wire;
    });
    assertTrue(failure(look(ADDRESSES)).startsWith("A agents.test: "));
  }

  @Test
  void nextServerIsAskedWhereOneCantTell() throws Exception {
    try (ScriptedDns second = new ScriptedDns()) {
      second.answerRecords(5, "agents.test A 10.0.0.1");
      server.answer(
          (question, byTcp) -> ScriptedDns.reply(question, Rcode.NXDOMAIN).toWire());
      assertEquals(
          "A agents.test: NXDOMAIN",
          failure(look(ADDRESSES, server.address(), second.address())),
          "that there is no such name is an answer");
      for (int code : new int[] {Rcode.SERVFAIL, Rcode.REFUSED}) {
        server.answer((question, byTcp) -> ScriptedDns.reply(question, code).toWire());
        DnsList list = found(look(ADDRESSES, server.address(), second.address()));
        assertEquals(List.of("10.0.0.1:8080"), ids(list));
      }
      server.answer((question, byTcp) -> null);
      DnsList list = found(look(
          ADDRESSES.withPace(pace(Duration.ofSeconds(1))), server.address(), second.address()));
      assertEquals(List.of("10.0.0.1:8080"), ids(list));
    }
  }

  @Test
  void familyThatFailsTakesNoAgentsAway() throws Exception {
    DnsLook look = look(ADDRESSES);
    server.answer((question, byTcp) -> question.getQuestion().getType() == Type.AAAA
        ? ScriptedDns.reply(question, Rcode.SERVFAIL).toWire()
        : ScriptedDns.records(question, 5, "agents.test A 10.0.0.1").toWire());
    assertEquals(List.of("10.0.0.1:8080"), ids(found(look)));
    server.answerRecords(5, "agents.test A 10.0.0.1", "agents.test AAAA ::1");
    assertEquals(2, found(look).agents().size());
    server.answer((question, byTcp) -> question.getQuestion().getType() == Type.AAAA
        ? ScriptedDns.reply(question, Rcode.SERVFAIL).toWire()
        : ScriptedDns.records(question, 5, "agents.test A 10.0.0.1").toWire());
    assertEquals("AAAA agents.test: SERVFAIL", failure(look));
  }

  @Test
  void targetsOfTheLowestPriorityWithTheirWeights() throws Exception {
    server.answerRecords(
        9,
        "_agents._tcp.test SRV 20 1 80 far.test.",
        "_agents._tcp.test SRV 10 3 8081 a.test.",
        "_agents._tcp.test SRV 10 0 8082 b.test.",
        "_agents._tcp.test SRV 0 1 8083 .",
        "a.test A 10.0.0.2",
        "a.test A 10.0.0.1");
    DnsList list = found(look(SERVICE));
    assertEquals(List.of("a.test:8081", "b.test:8082"), ids(list));
    assertEquals("http://10.0.0.1:8081", list.agents().get(0).uri().toString());
    assertEquals("http://b.test:8082", list.agents().get(1).uri().toString());
    assertEquals(3, list.agents().get(0).weight());
    assertEquals(0.03, list.agents().get(1).weight(), 1e-9);
    assertEquals(Duration.ofSeconds(9), list.ttl());
  }

  @Test
  void targetsOfWeightZeroShareEquallyAndHttpsKeepsTheName() throws Exception {
    server.answerRecords(
        9,
        "_agents._tcp.test SRV 1 0 8081 a.test.",
        "_agents._tcp.test SRV 1 0 8082 b.test.",
        "a.test A 10.0.0.2");
    DnsConfig https = SERVICE.withAgents(new DnsAgents(DnsAgents.BY_RECORD, "https", "", null));
    DnsList list = found(look(https));
    assertEquals("https://a.test:8081", list.agents().get(0).uri().toString());
    assertEquals(1, list.agents().get(0).weight());
    assertEquals(1, list.agents().get(1).weight());
  }

  @Test
  void aliasIsFollowedInTheAnswer() throws Exception {
    server.answer((question, byTcp) -> {
      Message answer = ScriptedDns.records(question, 30, "other.test A 10.0.0.1");
      Message alias = ScriptedDns.reply(question, Rcode.NOERROR);
      ScriptedDns.alias("agents.test", "other.test", 4)
          .forEach(record -> alias.addRecord(record, Section.ANSWER));
      answer.getSection(Section.ANSWER).forEach(record -> alias.addRecord(record, Section.ANSWER));
      return alias.toWire();
    });
    DnsList list = found(look(ADDRESSES));
    assertEquals(List.of("10.0.0.1:8080"), ids(list));
    assertEquals(Duration.ofSeconds(4), list.ttl());
  }
}
