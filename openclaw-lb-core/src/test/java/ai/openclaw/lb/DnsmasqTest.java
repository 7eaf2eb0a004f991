package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.DiscoveryConfig;
import ai.openclaw.lb.config.DnsConfig;
import ai.openclaw.lb.config.DnsPace;
import ai.openclaw.lb.config.MembershipConfig;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool in virtual time follows a real name server, whose records have a TTL of 1 s. */
class DnsmasqTest {
  private static final Duration TTL = Duration.ofSeconds(1);

  /** Looks once: other pools are here to hear what the server says now. */
  private static final DnsPace ANOTHER =
      new DnsPace(Duration.ofSeconds(20), Duration.ofHours(1), Duration.ofHours(1));

  private final PoolFixture fixture = new PoolFixture();

  private AgentPool follow(DnsConfig dns) {
    DiscoveryConfig discovery = DiscoveryConfig.of(dns).withFirstWait(Duration.ofSeconds(5));
    return fixture
        .builder()
        .membership(MembershipConfig.DEFAULT.withDiscovery(discovery))
        .algorithm("weighted_round_robin")
        .build();
  }

  private static Set<String> ids(AgentPool pool) {
    Set<String> ids = new TreeSet<>();
    pool.status().agents().forEach(agent -> ids.add(agent.id()));
    return ids;
  }

  /** Lets TTL + 1 s pass, in which there is a look, and waits for what it finds. */
  private void ttlAndASecondPass(AgentPool pool) {
    DiscoveryStatus before = pool.discoveryStatus();
    fixture.scheduler.advance(TTL);
    Dnsmasq.until("a look ends", () -> {
      DiscoveryStatus now = pool.discoveryStatus();
      return now.lists() + now.failures() > before.lists() + before.failures();
    });
    fixture.scheduler.advance(Duration.ofSeconds(1));
  }

  @Test
  void addressesAreFollowedAndFailuresKeepThem(@TempDir Path directory) throws IOException {
    try (Dnsmasq server = Dnsmasq.start(directory)) {
      server.addresses("10.9.0.1", "10.9.0.2");
      DnsConfig dns =
          DnsConfig.ofAddresses("agents.test", 8080).withServers(List.of(server.address()));
      serverKnows(dns, Set.of("10.9.0.1:8080", "10.9.0.2:8080"));
      try (AgentPool pool = follow(dns)) {
        assertEquals(Set.of("10.9.0.1:8080", "10.9.0.2:8080"), ids(pool));
        server.addresses("10.9.0.1", "10.9.0.3", "10.9.0.4");
        Set<String> changed = Set.of("10.9.0.1:8080", "10.9.0.3:8080", "10.9.0.4:8080");
        serverKnows(dns, changed);
        ttlAndASecondPass(pool);
        assertEquals(changed, ids(pool));
        server.addresses();
        untilFailed(pool);
        assertEquals("A agents.test: NXDOMAIN", pool.discoveryStatus().problem());
        assertEquals(changed, ids(pool));
        assertTrue(pool.discoveryStatus().age().compareTo(TTL) >= 0);
        server.addresses("10.9.0.4");
        serverKnows(dns, Set.of("10.9.0.4:8080"));
        Dnsmasq.until("the outage is over", () -> {
          fixture.scheduler.advance(Duration.ofSeconds(1));
          return ids(pool).equals(Set.of("10.9.0.4:8080"));
        });
      }
    }
  }

  /** Waits until the server answers so: it reads its file when it comes to it. */
  private void serverKnows(DnsConfig dns, Set<String> expected) {
    Dnsmasq.until("dnsmasq answers " + expected, () -> {
      try (AgentPool another = follow(dns.withPace(ANOTHER))) {
        return ids(another).equals(expected);
      }
    });
  }

  private void untilFailed(AgentPool pool) {
    Dnsmasq.until("a failure", () -> {
      fixture.scheduler.advance(TTL);
      return pool.discoveryStatus().problem() != null;
    });
  }

  @Test
  void weightsOfTargetsAreHonoured(@TempDir Path directory) throws Exception {
    try (Dnsmasq server = Dnsmasq.start(
        directory,
        "--srv-host=_agents._tcp.test,a.test,8081,10,3",
        "--srv-host=_agents._tcp.test,b.test,8082,10,1",
        "--srv-host=_agents._tcp.test,c.test,8083,20,9",
        "--host-record=a.test,10.9.0.1")) {
      DnsConfig dns =
          DnsConfig.ofService("_agents._tcp.test").withServers(List.of(server.address()));
      try (AgentPool pool = follow(dns)) {
        assertEquals(Set.of("a.test:8081", "b.test:8082"), ids(pool));
        List<String> picks = PoolFixture.picks(pool, 400);
        assertEquals(300, Collections.frequency(picks, "a.test:8081"));
        assertEquals(100, Collections.frequency(picks, "b.test:8082"));
      }
    }
  }

  @Test
  void documentNamesTheServer(@TempDir Path directory) throws IOException {
    try (Dnsmasq server = Dnsmasq.start(directory, "--host-record=fleet.test,10.9.0.1,::1")) {
      String yaml = "discovery: {type: dns, name: fleet.test, port: 80, first_wait: 30s,"
          + " servers: [\"" + server.address() + "\"]}";
      try (AgentPools pools = AgentPools.fromYaml(new StringReader(yaml), fixture.options())) {
        assertEquals(
            Set.of("10.9.0.1:80", "[0:0:0:0:0:0:0:1]:80"), ids(pools.pools().get(0)));
        assertNotNull(pools.pools().get(0).discoveryStatus().age());
      }
    }
  }
}
