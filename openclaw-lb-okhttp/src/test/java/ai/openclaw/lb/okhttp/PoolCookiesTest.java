package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPool;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's cookies belong to the pool, whichever agent is asked. */
class PoolCookiesTest {
  private final ScriptedAgent a = ScriptedAgent.start("a");
  private final ScriptedAgent b = ScriptedAgent.start("b");
  private final ScriptedAgent foreign = ScriptedAgent.start("foreign");
  private final MemoryCookies cookies = new MemoryCookies();
  private final Balanced balanced = Balanced.over(
      Balanced.QUICK,
      client -> client.cookieJar(cookies).dns(host -> List.of(InetAddress.getByName("127.0.0.1"))),
      a,
      b);

  @AfterEach
  void close() {
    balanced.assertNothingInFlight();
    balanced.close();
    foreign.close();
  }

  private static String cookieOf(ScriptedAgent agent, int request) {
    return agent.requests().get(request).header("Cookie");
  }

  private void sets(String cookie) {
    a.next(Scripts.answer(200, "a", "Set-Cookie: " + cookie));
  }

  @Test
  void whatTheJarHoldsForThePoolGoesToEveryAgent() throws IOException {
    cookies.with("http://pool/", "session=1").with("http://127.0.0.1/", "other=2");
    assertEquals("a", balanced.text());
    assertEquals("b", balanced.text());
    assertEquals("session=1", cookieOf(a, 0));
    assertEquals("session=1", cookieOf(b, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s=1",
        "s=1; Path=/",
        "s=1; Domain=pool",
        "s=1; Domain=pool; Path=/v1",
        "s=1; HttpOnly"
      })
  void whatAnAgentSetsGoesToTheNext(String cookie) throws IOException {
    sets(cookie);
    assertEquals("a", balanced.text());
    assertEquals("b", balanced.text());
    assertEquals("s=1", cookieOf(b, 0));
    assertEquals("pool", cookies.cookies().get(0).domain());
    assertEquals(cookie.contains("Domain"), !cookies.cookies().get(0).hostOnly());
  }

  @ParameterizedTest
  @ValueSource(strings = {"s=1; Domain=127.0.0.1", "s=1; Domain=other.test"})
  void whatAnAgentSetsForAnotherHostIsNotKept(String cookie) throws IOException {
    sets(cookie);
    assertEquals("a", balanced.text());
    assertEquals(List.of(), cookies.cookies());
  }

  @Test
  void theJarSeesThePoolsUrlsOnly() throws IOException {
    sets("s=1");
    assertEquals("a", balanced.text());
    assertEquals(List.of(Balanced.URL, Balanced.URL), cookies.urls());
  }

  @Test
  void secureGoesByTheCallersScheme() throws IOException {
    cookies.with("https://pool/", "safe=1; Secure");
    Request https =
        Balanced.get().newBuilder().url(Balanced.URL.replace("http:", "https:")).build();
    balanced.call(https).execute().close();
    balanced.call(Balanced.get()).execute().close();
    assertEquals("safe=1", cookieOf(a, 0));
    assertNull(cookieOf(b, 0));
  }

  @Test
  void aCookieSetByAFailedAttemptIsKeptAsWithoutUs() throws IOException {
    a.next(Scripts.answer(503, "", "Set-Cookie: s=1"));
    assertEquals("b", balanced.text());
    assertEquals("s=1", cookieOf(b, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s=1; Path=/", "s=1; Domain=pool; Path=/"})
  void aRedirectsCookieGoesWithTheRedirectedRequest(String cookie) throws IOException {
    a.next(Scripts.answer(302, "", "Location: http://pool/next", "Set-Cookie: " + cookie));
    assertEquals("a", balanced.text());
    assertEquals("s=1", cookieOf(a, 1));
  }

  @Test
  void otherHostsGetNoneOfThePoolsCookiesAndThePoolNoneOfTheirs() throws IOException {
    cookies.with("http://pool/", "session=1");
    foreign.next(Scripts.answer(200, "foreign", "Set-Cookie: theirs=1; Path=/"));
    a.next(Scripts.answer(
        302, "", "Location: http://foreign.test:" + foreign.port() + "/", "Set-Cookie: s=1"));
    assertEquals("foreign", balanced.text());
    assertNull(cookieOf(foreign, 0));
    assertEquals("b", balanced.text());
    assertEquals("session=1; s=1", cookieOf(b, 0));
    assertTrue(cookies.cookies().stream().anyMatch(c -> c.domain().equals("foreign.test")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s=1                | /v1",
        "s=1; Path=/        | /",
        "s=1; Path=/base    | /",
        "s=1; Path=/base/v1 | /v1",
        "s=1; Path=/basement | /basement",
      })
  void aBasePathIsNoneOfThePools(String cookie, String path) throws IOException {
    try (AgentPool pool =
        AgentPool.builder("based").agent("a", "http://" + a.host() + "/base").build()) {
      OkHttpClient client =
          AgentPoolInterceptor.install(balanced.client.newBuilder(), pool).build();
      sets(cookie);
      Request request = new Request.Builder().url("http://based/v1/chat").build();
      client.newCall(request).execute().close();
      client.connectionPool().evictAll();
    }
    assertEquals("/base/v1/chat", a.requests().get(0).target());
    assertEquals(path, cookies.cookies().get(0).path());
    assertEquals("based", cookies.cookies().get(0).domain());
  }

  @Test
  void aJarThatThrowsFailsTheCallAndBlamesNobody() {
    CookieJar broken = new CookieJar() {
      @Override
      public void saveFromResponse(HttpUrl url, List<Cookie> saved) {
        throw new IllegalStateException("broken jar");
      }

      @Override
      public List<Cookie> loadForRequest(HttpUrl url) {
        return List.of();
      }
    };
    OkHttpClient client = balanced.client.newBuilder().cookieJar(broken).build();
    sets("s=1");
    IllegalStateException thrown = assertThrows(
        IllegalStateException.class, () -> client.newCall(Balanced.get()).execute());
    assertEquals("broken jar", thrown.getMessage());
    balanced.assertNothingInFlight();
    assertEquals(0, balanced.failures());
  }

  @Test
  void aClientWithoutCookiesKeepsTheCallersOwn() throws IOException {
    OkHttpClient client =
        balanced.client.newBuilder().cookieJar(CookieJar.NO_COOKIES).build();
    Request request = Balanced.get().newBuilder().header("Cookie", "own=1").build();
    sets("s=1");
    try (Response response = client.newCall(request).execute()) {
      assertFalse(response.headers("Set-Cookie").isEmpty());
    }
    assertEquals("own=1", cookieOf(a, 0));
  }
}
