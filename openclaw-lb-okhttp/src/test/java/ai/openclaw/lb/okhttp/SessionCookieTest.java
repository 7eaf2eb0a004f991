package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.openclaw.lb.config.AffinityOptions;
import ai.openclaw.lb.config.SessionAffinityConfig;
import java.time.Duration;
import java.util.List;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCookieTest {
  private static final SessionAffinityConfig CONFIG =
      SessionAffinityConfig.COOKIE.withCookie("S", Duration.ofMinutes(90));

  private final SessionCookie cookie = new SessionCookie(CONFIG);

  private static Request request(String... cookies) {
    Request.Builder request = new Request.Builder().url("http://pool/");
    for (String header : cookies) {
      request.addHeader("Cookie", header);
    }
    return request.build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"S=x", "a=b; S=x", "S=x;a=b", " ; S = x ; SS=y; s=z; xS=w"})
  void valueIsFoundAmongOthers(String header) {
    assertEquals("x", cookie.read(request(header), CookieJar.NO_COOKIES));
    assertEquals("x", cookie.read(request("a=b", header), CookieJar.NO_COOKIES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "S", "a=S=x", "S=x; S=y", "S=x; S=x", "SS=x"})
  void noneOrSeveralAreNone(String header) {
    assertNull(cookie.read(request(header), CookieJar.NO_COOKIES));
  }

  @ParameterizedTest
  @CsvSource(
      value = {"a=b; S=x|a=b", "S=x;a=b;  c=d|a=b; c=d", "S=x|", "S=1; a=b; S=2|a=b", "S = x; a|a"},
      delimiter = '|')
  void agentsDoNotSeeIt(String header, String seen) {
    assertEquals(seen, cookie.forAgents(request(header)).header("Cookie"));
  }

  @Test
  void requestWithoutItStaysAsItIs() {
    Request other = request("a=b;c=d ;;  e");
    assertSame(other, cookie.forAgents(other));
  }

  @Test
  void headersWithoutItStayAsTheyAre() {
    Request seen = cookie.forAgents(request("a=b;c=d ;;  e", "S=x", "f=g"));
    assertEquals(List.of("a=b;c=d ;;  e", "f=g"), seen.headers("Cookie"));
  }

  @Test
  void agentsSeeItWhereThatIsAskedFor() {
    SessionCookie forwarded =
        new SessionCookie(CONFIG.withOptions(AffinityOptions.DEFAULT.withForwardCookie(true)));
    Request with = request("a=b; S=x");
    assertSame(with, forwarded.forAgents(with));
  }

  private List<String> written(String url, String token, String... byAgent) {
    Response.Builder response = new Response.Builder()
        .request(request())
        .protocol(Protocol.HTTP_1_1)
        .code(200)
        .message("OK");
    for (String header : byAgent) {
      response.addHeader("Set-Cookie", header);
    }
    Response.Builder labelled = response.build().newBuilder();
    cookie.write(response.build(), labelled, HttpUrl.get(url), token);
    return labelled.build().headers("Set-Cookie");
  }

  @Test
  void attributesAreTheFixedOnes() {
    String cookie = "S=t; Path=/; Max-Age=5400; HttpOnly; SameSite=Lax";
    assertEquals(List.of(cookie), written("http://pool/v1", "t"));
    assertEquals(List.of(cookie + "; Secure"), written("https://pool/v1", "t"));
  }

  @Test
  void agentsCanNotSetIt() {
    assertEquals(List.of("a=b"), written("http://pool/", null, "S=x; Path=/", "a=b"));
    assertEquals(List.of("a=b", "SS=x"), written("http://pool/", null, "a=b", "SS=x"));
  }
}
