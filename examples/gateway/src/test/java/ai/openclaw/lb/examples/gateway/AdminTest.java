package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.config.Secret;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The admin API tells what it is for, and to nobody else. */
class AdminTest {
  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) ");
  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(openclaw_lb_\\w+)`");

  private static RawMessage ask(Behind behind, String start, String... headers) throws IOException {
    try (RawPeer client = RawPeer.connect(behind.gateway.adminAddress())) {
      return client.ask(request(start, headers));
    }
  }

  private static String request(String start, String... headers) {
    String host = Set.of(headers).stream().anyMatch(header -> header.startsWith("Host"))
        ? ""
        : "Host: localhost\r\n";
    return start + " HTTP/1.1\r\n" + host + String.join("\r\n", headers)
        + (headers.length == 0 ? "" : "\r\n") + "\r\n";
  }

  @Test
  void theScrapeHasWhatIsDocumentedAndNothingElse() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      behind.ask(Behind.GET);
      String scrape = ask(behind, "GET /metrics").body();
      Set<String> seen = all(FAMILY, scrape);
      Set<String> documented = all(DOCUMENTED, Files.readString(Path.of("../../docs/metrics.md")));
      // They come with the first ejection, and the first check.
      seen.add("openclaw_lb_ejections_total");
      seen.add("openclaw_lb_probes_total");
      documented.removeIf(name -> name.startsWith("openclaw_lb_discovery_"));
      assertEquals(documented, seen);
    }
  }

  @Test
  void theFamiliesOfTheSpecificationAreThereByTheirNames() throws IOException {
    try (RawAgent agent = RawAgent.start("agent-1");
        Behind behind = Behind.of(agent)) {
      behind.ask(Behind.GET);
      String pool = ",pool=\"openclaw-lb\"";
      Behind.until("not counted", () -> behind.inFlight() == 0);
      String scrape = ask(behind, "GET /metrics").body();
      assertTrue(
          scrape.contains(
              "\nopenclaw_lb_requests_total{instance=\"agent-1\"" + pool + ",status=\"200\"} 1"),
          scrape);
      assertTrue(
          scrape.contains("\nopenclaw_lb_active_connections{instance=\"agent-1\"" + pool + "} 0"),
          scrape);
      assertTrue(
          scrape.contains("\nopenclaw_lb_health_status{instance=\"agent-1\"" + pool + "} 1"),
          scrape);
      assertTrue(
          scrape.contains(
              "\nopenclaw_lb_response_time_ms{instance=\"agent-1\",p=\"p99\"" + pool + "} "),
          scrape);
    }
  }

  @Test
  void requestsLeaveTheNumberOfSeriesAsItIs() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent);
        RawPeer client = behind.connect()) {
      client.ask(Behind.GET);
      long before = ask(behind, "GET /metrics").body().lines().count();
      for (int i = 0; i < 10_000; i += 100) {
        askAtOnce(client, IntStream.range(i, i + 100));
      }
      assertEquals(before, ask(behind, "GET /metrics").body().lines().count());
    }
  }

  /** Asks for a path of each number, as a user of that number, before it reads the answers. */
  private static void askAtOnce(RawPeer client, IntStream numbers) throws IOException {
    List<String> requests = numbers
        .mapToObj(
            i -> "GET /path-" + i + " HTTP/1.1\r\nHost: g\r\nX-User-Id: user-" + i + "\r\n\r\n")
        .toList();
    client.write(String.join("", requests));
    for (int i = 0; i < requests.size(); i++) {
      assertEquals(200, client.read().status());
    }
  }

  private static Set<String> all(Pattern pattern, String text) {
    Set<String> all = new TreeSet<>();
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      all.add(matcher.group(1));
    }
    return all;
  }

  @Test
  void aChangeNeedsAHeaderThatNoPageOfAnotherOriginCanSend() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      assertEquals(403, ask(behind, "POST /api/agents/a/drain").status());
      assertEquals(
          "HEALTHY", behind.pools.status().get(0).agents().get(0).state().name());
      assertEquals(
          200, ask(behind, "POST /api/agents/a/drain", "X-OpenClaw-Admin: 1").status());
      assertEquals(
          "DRAINING", behind.pools.status().get(0).agents().get(0).state().name());
    }
  }

  @Test
  void aNameOfSomebodyElsesForThisMachineIsRefused() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      for (String path : new String[] {"/", "/api/status", "/metrics"}) {
        assertEquals(403, ask(behind, "GET " + path, "Host: rebound.example").status());
        assertEquals(200, ask(behind, "GET " + path, "Host: 127.0.0.1:9091").status());
        assertEquals(200, ask(behind, "GET " + path, "Host: [::1]").status());
      }
    }
  }

  @Test
  void aTokenIsAskedForWhereThereIsOne() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    AgentPools pools = AgentPools.fromYaml(new StringReader("instances: [\"127.0.0.1:1\"]"));
    AdminAddress guarded = new AdminAddress(any, Secret.of("0123456789abcdef"));
    try (Gateway gateway = new Gateway(pools, any, guarded, Limits.DEFAULTS);
        RawPeer client = RawPeer.connect(gateway.adminAddress())) {
      assertEquals(200, client.ask(request("GET /")).status());
      assertEquals(401, client.ask(request("GET /metrics")).status());
      assertEquals(
          401,
          client
              .ask(request("GET /metrics", "Authorization: Bearer 0123456789abcdeF"))
              .status());
      assertEquals(
          200,
          client
              .ask(request("GET /metrics", "Authorization: Bearer 0123456789abcdef"))
              .status());
    }
  }

  @Test
  void thePageAsksNobodyElse() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      RawMessage page = ask(behind, "GET /");
      assertEquals("DENY", page.header("X-Frame-Options"));
      assertTrue(page.header("Content-Security-Policy").contains("default-src 'none'"));
      assertFalse(Pattern.compile("(src|href)=\"?https?:").matcher(page.body()).find());
    }
  }

  @Test
  void nothingElseIsThere() throws IOException {
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      assertEquals(404, ask(behind, "GET /nothing").status());
      assertEquals(
          400, ask(behind, "POST /api/agents/z/drain", "X-OpenClaw-Admin: 1").status());
      assertEquals(400, ask(behind, "GET /api/explain?x=1").status());
    }
  }
}
