package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The monitoring example holds against a real Prometheus that scrapes a gateway. */
class MonitoringTest {
  private static final Path EXAMPLE = Path.of("../monitoring").toAbsolutePath().normalize();
  private static final Pattern METRIC = Pattern.compile("openclaw_lb_\\w+");

  /** The specification's own name has this unit. */
  private static final String GIVEN =
      "openclaw_lb_response_time_ms metric names should not contain abbreviated units";

  @TempDir
  private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void needPrometheus() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/prometheus")),
        "no Prometheus: apt-get install prometheus");
  }

  @Test
  void promtoolFindsNothingWrong() throws Exception {
    assertEquals(0, run(null, "promtool", "check", "config", EXAMPLE + "/prometheus.yml"));
    assertEquals(0, run(null, "promtool", "check", "rules", EXAMPLE + "/openclaw-lb.rules.yml"));
    try (RawAgent agent = RawAgent.start("a");
        Behind behind = Behind.of(agent)) {
      behind.ask(Behind.GET);
      Path scrape = directory.resolve("scrape");
      Files.writeString(scrape, get(admin(behind) + "/metrics"));
      run(scrape, "promtool", "check", "metrics");
      String said = Files.readString(directory.resolve("output")).strip();
      assertTrue(said.isEmpty() || said.equals(GIVEN), said);
    }
  }

  private int run(Path input, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile());
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    return builder.start().waitFor();
  }

  private static String admin(Behind behind) {
    return "http://127.0.0.1:" + behind.gateway.adminAddress().getPort();
  }

  private String get(String url) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void everyExpressionRuns() throws Exception {
    String documented = Files.readString(Path.of("../../docs/metrics.md"));
    try (RawAgent one = RawAgent.start("1");
        RawAgent two = RawAgent.start("2");
        Behind behind = Behind.of(one, two)) {
      String base = "http://127.0.0.1:" + freePort();
      Process prometheus = prometheus(behind, base);
      try {
        Behind.until("no second scrape", () -> {
          askQuietly(behind);
          return value(base, "count_over_time(openclaw_lb_calls_total[1m]) >= 2") > 0;
        });
        for (String expression : expressions()) {
          JsonNode answer = query(base, expression);
          assertEquals("success", answer.path("status").asText(), expression + ": " + answer);
          for (Matcher metric = METRIC.matcher(expression); metric.find(); ) {
            assertTrue(documented.contains("`" + metric.group() + "`"), metric.group());
          }
        }
        for (String panel : List.of(
            "Health by agent",
            "QPS by agent",
            "Error rate by agent",
            "Active connections",
            "P95 and P99 latency")) {
          for (String expression : expressions(panel)) {
            assertEquals(2, value(base, expression), panel + ": an agent each: " + expression);
          }
        }
      } finally {
        prometheus.destroy();
        prometheus.waitFor();
      }
    }
  }

  private Process prometheus(Behind behind, String base) throws IOException {
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(
        config,
        Files.readString(EXAMPLE.resolve("prometheus.yml"))
            .replace("127.0.0.1:9091", admin(behind).substring("http://".length()))
            .replace("_interval: 15s", "_interval: 1s")
            .replace("openclaw-lb.rules.yml", EXAMPLE + "/openclaw-lb.rules.yml"));
    return new ProcessBuilder(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=" + base.substring("http://".length()))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("prometheus.log").toFile())
        .start();
  }

  private static void askQuietly(Behind behind) {
    try {
      behind.ask(Behind.GET);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode query(String base, String expression) throws Exception {
    String asked = AdminClient.encoded(expression);
    return Json.read(get(base + "/api/v1/query?query=" + asked));
  }

  /** The number of series that an expression comes to; 0 where Prometheus does not answer yet. */
  private int value(String base, String expression) {
    try {
      return query(base, expression).path("data").path("result").size();
    } catch (Exception e) {
      return 0;
    }
  }

  private static List<String> expressions() throws IOException {
    List<String> all = expressions("");
    String rules =
        Files.readString(EXAMPLE.resolve("openclaw-lb.rules.yml"), StandardCharsets.UTF_8);
    Matcher rule = Pattern.compile("(?s)expr: (?:>-)?(.*?)\\n +for:").matcher(rules);
    while (rule.find()) {
      all.add(rule.group(1).strip());
    }
    assertFalse(all.size() < 15, "expressions: " + all);
    return all;
  }

  /** Of the dashboard's panels of this title, or of all. */
  private static List<String> expressions(String title) throws IOException {
    List<String> all = new ArrayList<>();
    JsonNode dashboard = Json.read(Files.readString(EXAMPLE.resolve("grafana-dashboard.json")));
    for (JsonNode panel : dashboard.path("panels")) {
      if (title.isEmpty() || panel.path("title").asText().equals(title)) {
        panel
            .path("targets")
            .forEach(target -> all.add(target
                .path("expr")
                .asText()
                .replace("$pool", ".*")
                .replace("$instance", ".*")
                .replace("$__rate_interval", "1m")));
      }
    }
    return all;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
