package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Pools, rules and sessions count for clients of the gateway. */
class RoutingTest {
  @Test
  void aHeaderDecidesOnThePool() throws IOException {
    try (RawAgent vip = RawAgent.start("vip");
        RawAgent free = RawAgent.start("free");
        Behind behind = Behind.document("""
            pools:
              - {name: pool-vip, instances: ["%s"]}
              - {name: pool-free, instances: ["%s"]}
            routing:
              - {match: {user_tier: vip}, pool: pool-vip}
              - default: pool-free
            """.formatted(vip.host(), free.host()))) {
      assertEquals("free", behind.ask(Behind.GET).body());
      String request = Behind.GET.replace("\r\n\r\n", "\r\nX-User-Tier: vip\r\n\r\n");
      assertEquals("vip", behind.ask(request).body());
    }
  }

  @Test
  void aBrowserStaysOnItsAgentByItsCookie() throws IOException {
    String affinity =
        "session_affinity: {enabled: true, method: cookie, cookie_name: OPENCLAW_SESSION, ttl: 1h}\n";
    try (RawAgent one = RawAgent.start("1");
        RawAgent two = RawAgent.start("2");
        Behind behind = Behind.of(Limits.DEFAULTS, affinity, one, two)) {
      RawMessage first = behind.ask(Behind.GET);
      String cookie = first.header("Set-Cookie");
      assertTrue(cookie.startsWith("OPENCLAW_SESSION="), cookie);
      String request = Behind.GET.replace(
          "\r\n\r\n", "\r\nCookie: mine=1; " + cookie.split(";", 2)[0] + "\r\n\r\n");
      for (int i = 0; i < 10; i++) {
        RawMessage next = behind.ask(request);
        assertEquals(first.body(), next.body());
        assertNull(next.header("Set-Cookie"));
      }
      RawAgent asked = first.body().equals("1") ? one : two;
      assertEquals("mine=1", asked.requests().get(5).header("Cookie"));
    }
  }
}
