package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.AffinityOptions;
import ai.openclaw.lb.config.SessionAffinityConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions over real sockets: of a browser's users, of a client with a jar, by header and address. */
class SessionsTest {
  private static final long SEED = 20_261_122L;
  private static final SessionAffinityConfig COOKIE = SessionAffinityConfig.COOKIE;

  private final ScriptedAgent a = ScriptedAgent.start("a");
  private final ScriptedAgent b = ScriptedAgent.start("b");
  private final ScriptedAgent c = ScriptedAgent.start("c");
  private final Jar jar = new Jar();
  private Balanced balanced = over(COOKIE, false);

  private Balanced over(SessionAffinityConfig affinity, boolean withJar) {
    return Balanced.over(
        affinity, withJar ? client -> client.cookieJar(jar) : UnaryOperator.identity(), a, b, c);
  }

  private void change(SessionAffinityConfig affinity, boolean withJar) {
    balanced.pool.close();
    balanced = over(affinity, withJar);
  }

  @AfterEach
  void close() {
    balanced.close();
  }

  private static Request.Builder request() {
    return new Request.Builder().url(Balanced.URL);
  }

  private static Request cookie(String cookies) {
    return request().header("Cookie", cookies).build();
  }

  private String agent(Request request) throws IOException {
    try (Response response = balanced.call(request).execute()) {
      assertEquals(200, response.code());
      return response.header("X-OpenClaw-Agent");
    }
  }

  private String setCookie(Request request) throws IOException {
    try (Response response = balanced.call(request).execute()) {
      return response.header("Set-Cookie");
    }
  }

  private static String pair(String setCookie) {
    return setCookie.substring(0, setCookie.indexOf(';'));
  }

  @Test
  void browsersUserStaysWithItsAgent() throws IOException {
    String first = setCookie(request().build());
    assertTrue(
        first.matches(
            "OPENCLAW_SESSION=[A-Za-z0-9_-]{60}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax"),
        first);
    for (int i = 0; i < 5; i++) {
      assertEquals("a", agent(cookie("theme=dark; " + pair(first))));
    }
    assertNull(setCookie(cookie(pair(first))), "it knows");
    assertEquals(0, b.requestCount() + c.requestCount());
    for (SeenRequest seen : a.requests().subList(1, 6)) {
      assertEquals("theme=dark", seen.header("Cookie"));
    }
    assertNull(a.requests().get(6).header("Cookie"));
  }

  @Test
  void cookieIsSecureWhereTheCallersUrlIs() throws IOException {
    String cookie = setCookie(request().url("https://pool/v1/chat").build());
    assertTrue(cookie.endsWith("; SameSite=Lax; Secure"), cookie);
  }

  @Test
  void clientsJarKeepsTheSession() throws IOException {
    change(COOKIE, true);
    String home = agent(request().build());
    Cookie kept = jar.cookies.get("OPENCLAW_SESSION");
    assertTrue(kept.httpOnly() && kept.hostOnly() && kept.persistent());
    assertEquals("pool", kept.domain());
    for (int i = 0; i < 5; i++) {
      assertEquals(home, agent(request().build()));
    }
    assertEquals(1, jar.saved, "saved once");
    for (SeenRequest seen : a.requests()) {
      assertNull(seen.header("Cookie"));
    }
  }

  @Test
  void agentSeesTheCookieWhereThatIsAskedFor() throws IOException {
    change(COOKIE.withOptions(AffinityOptions.DEFAULT.withForwardCookie(true)), false);
    String pair = pair(setCookie(request().build()));
    assertEquals("a", agent(cookie(pair)));
    assertEquals(pair, a.requests().get(1).header("Cookie"));
  }

  @Test
  void agentCanNotSetTheCookie() throws IOException {
    a.usually(
        Scripts.answer(200, "", "Set-Cookie: OPENCLAW_SESSION=mine", "Set-Cookie: theme=dark"));
    try (Response response = balanced.call(request().build()).execute()) {
      List<String> cookies = response.headers("Set-Cookie");
      assertEquals("theme=dark", cookies.get(0));
      assertEquals(2, cookies.size());
      assertFalse(cookies.get(1).contains("=mine"));
    }
  }

  @Test
  void agentsDeathMovesItsUsersAloneAndFailsNoCall() throws IOException {
    Map<String, String> homes = new HashMap<>();
    for (int user = 0; user < 60; user++) {
      try (Response response = balanced.call(request().build()).execute()) {
        homes.put(pair(response.header("Set-Cookie")), response.header("X-OpenClaw-Agent"));
      }
    }
    b.kill();
    Map<String, String> moved = new HashMap<>();
    for (Map.Entry<String, String> user : homes.entrySet()) {
      try (Response response = balanced.call(cookie(user.getKey())).execute()) {
        String now = response.header("X-OpenClaw-Agent");
        String told = response.header("Set-Cookie");
        assertEquals(200, response.code());
        assertEquals(user.getValue().equals("b"), told != null);
        if (told != null) {
          assertNotEquals("b", now);
          moved.put(pair(told), now);
        } else {
          assertEquals(user.getValue(), now);
        }
      }
    }
    assertEquals(20, moved.size());
    assertEquals(20, balanced.pool.status().affinityMoved());
    for (Map.Entry<String, String> user : moved.entrySet()) {
      assertEquals(user.getValue(), agent(cookie(user.getKey())));
    }
  }

  /** Only what OkHttp lets callers send in a header: the token itself is spoilt in core's tests. */
  @Test
  void spoiltCookiesAreIssuedAnew() throws IOException {
    String good = pair(setCookie(request().build()));
    Random random = new Random(SEED);
    List<String> spoilt = new ArrayList<>(List.of(
        "OPENCLAW_SESSION=",
        good + "x",
        good + "; " + good,
        "OPENCLAW_SESSION=" + "A".repeat(8192)));
    for (int i = 0; i < 100; i++) {
      StringBuilder text = new StringBuilder(good);
      int at = 17 + random.nextInt(60);
      text.setCharAt(at, text.charAt(at) == 'A' ? 'B' : 'A');
      spoilt.add(text.toString());
    }
    for (String cookies : spoilt) {
      String anew = setCookie(cookie(cookies));
      assertTrue(anew != null && !anew.startsWith(good + ";"), () -> cookies + ", seed " + SEED);
    }
    assertEquals(0, balanced.pool.status().affinityMoved());
  }

  @Test
  void headerKeepsTheSessionAndGoesOn() throws IOException {
    change(SessionAffinityConfig.HEADER, false);
    Request first = request().header("x-openclaw-session-key", "conv:1").build();
    Request second = request().header("X-OpenClaw-Session-Key", "conv:2").build();
    for (int i = 0; i < 4; i++) {
      assertEquals("a", agent(first));
      assertEquals("b", agent(second));
    }
    assertEquals("conv:1", a.requests().get(0).header("x-openclaw-session-key"));
    assertNull(setCookie(first));
  }

  @Test
  void programsKeyGoesBeforeTheHeader() throws IOException {
    change(SessionAffinityConfig.HEADER, false);
    RequestContext key = RequestContext.builder().sessionKey("mine").build();
    Request.Builder tagged = request().tag(RequestContext.class, key);
    assertEquals("a", agent(tagged.build()));
    assertEquals("a", agent(tagged.header("x-openclaw-session-key", "other").build()));
    assertEquals("b", agent(request().header("x-openclaw-session-key", "other").build()));
  }

  @Test
  void addressIsTheOneThatTrustedProxiesSaw() throws IOException {
    change(
        SessionAffinityConfig.IP_HASH.withOptions(AffinityOptions.DEFAULT.withTrustedHops(2)),
        false);
    String home =
        agent(request().header("X-Forwarded-For", "192.0.2.7, 10.0.0.1").build());
    for (int i = 0; i < 20; i++) {
      String forged = "198.51.100." + i + ", 192.0.2.7, 10.0.0." + i;
      assertEquals(home, agent(request().header("X-Forwarded-For", forged).build()));
    }
  }

  /** A jar of one server. */
  private static final class Jar implements CookieJar {
    final Map<String, Cookie> cookies = new HashMap<>();
    int saved;

    @Override
    public List<Cookie> loadForRequest(HttpUrl url) {
      return cookies.values().stream().filter(cookie -> cookie.matches(url)).toList();
    }

    @Override
    public void saveFromResponse(HttpUrl url, List<Cookie> set) {
      saved++;
      set.forEach(cookie -> cookies.put(cookie.name(), cookie));
    }
  }
}
