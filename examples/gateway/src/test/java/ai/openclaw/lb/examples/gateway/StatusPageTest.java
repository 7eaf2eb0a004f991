package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page in a real browser. */
class StatusPageTest {
  private static final String PROBED = """
      health_check: {interval: 200ms, timeout: 100ms, unhealthy_threshold: 2}
      """;

  @TempDir(cleanup = CleanupMode.NEVER) // the browser writes on for a moment
  private Path profile;

  private static void needChromium() {
    assumeTrue(Files.isExecutable(Chromium.PROGRAM), "no Chromium: apt-get install chromium");
  }

  private static String until(Chromium page, String expression, String expected) throws Exception {
    long start = System.nanoTime();
    String value = page.evaluate(expression);
    while (!value.equals(expected) && System.nanoTime() - start < RawPeer.LONGEST.toNanos()) {
      value = page.evaluate(expression);
    }
    assertEquals(expected, value, expression);
    return value;
  }

  @Test
  void itShowsWhatHappensAndSteers() throws Exception {
    needChromium();
    RawAgent dies = RawAgent.start("agent-1");
    try (RawAgent lives = RawAgent.start("agent-2");
        Behind behind = Behind.of(Limits.DEFAULTS, PROBED, dies, lives);
        Chromium page = new Chromium(profile, "1280,800")) {
      String origin = "http://127.0.0.1:" + behind.gateway.adminAddress().getPort() + "/";
      page.open(origin);
      String state = "document.querySelectorAll('.state')[%d]?.textContent";
      until(page, state.formatted(0), "healthy");
      assertEquals(
          "none", page.evaluate("getComputedStyle(document.getElementById('login')).display"));
      dies.close();
      Behind.until(
          "not noticed",
          () -> behind.pools.status().get(0).agents().get(0).state().name().equals("UNHEALTHY"));
      long known = System.nanoTime();
      until(page, state.formatted(0), "unhealthy");
      assertTrue(System.nanoTime() - known < 2_000_000_000L, "later than 2 s");
      page.evaluate("(document.querySelectorAll('input[type=number]')[1].value = 0.5,"
          + " document.querySelectorAll('.agent form')[1].requestSubmit())");
      Behind.until(
          "no weight", () -> behind.pools.status().get(0).agents().get(1).weight() == 0.5);
      page.evaluate("(window.confirm = () => true,"
          + " document.querySelectorAll('.agent form button[type=button]')[1].click())");
      until(page, state.formatted(1), "draining");
      assertEquals(List.of(), page.errors());
      page.requests().stream()
          .filter(url -> !url.startsWith("data:"))
          .forEach(url -> assertTrue(url.startsWith(origin), url));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"360,740", "1280,800"})
  void nothingIsCutOff(String size) throws Exception {
    needChromium();
    try (RawAgent agent = RawAgent.start("an-agent-with-quite-a-long-name.internal.example:5000");
        Behind behind = Behind.of(agent);
        Chromium page = new Chromium(profile, size)) {
      page.open("http://127.0.0.1:" + behind.gateway.adminAddress().getPort() + "/");
      until(page, "document.querySelectorAll('.agent').length", "1");
      page.send(
          "Emulation.setDeviceMetricsOverride",
          Json.object()
              .put("width", Integer.parseInt(size.split(",")[0]))
              .put("height", 740)
              .put("deviceScaleFactor", 1)
              .put("mobile", false));
      assertEquals(
          "true",
          page.evaluate(
              "document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    }
  }
}
