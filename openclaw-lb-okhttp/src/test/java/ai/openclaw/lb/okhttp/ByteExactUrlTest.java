package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Random;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Path, query and encoding reach the agent as a client without the interceptor would send them. */
class ByteExactUrlTest {
  private static final long SEED = 20_261_122;
  private static final int RANDOM_REQUESTS = 100;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/?",
        "/v1/chat?x=1",
        "/a%2Fb/%2e%2f",
        "//double//slash//",
        "/a;b=c;d/e;",
        "/a?",
        "/a?b",
        "/a?b=&=c&&",
        "/a+b?c+d=%2B",
        "/%E6%89%80/é/所有?q=所有&r=%F0%9F%98%80",
        "/a?b=http://other/path?x=y",
        "/a?b=%",
        "/a%zz?%zz",
        "/a/../b/./c",
        "/@x:1/",
        "/a#fragment"
      })
  void theRequestTargetIsThatOfAPlainClient(String target) throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.start("a");
        Balanced balanced = Balanced.over(agent)) {
      assertSameTarget(balanced, agent, target);
    }
  }

  @Test
  void randomRequestTargetsAreThoseOfAPlainClient() throws IOException {
    Random random = new Random(SEED);
    try (ScriptedAgent agent = ScriptedAgent.start("a");
        Balanced balanced = Balanced.over(agent)) {
      for (int i = 0; i < RANDOM_REQUESTS; i++) {
        assertSameTarget(balanced, agent, RandomTargets.next(random));
      }
    }
  }

  private static void assertSameTarget(Balanced balanced, ScriptedAgent agent, String target)
      throws IOException {
    OkHttpClient plain = new OkHttpClient.Builder()
        .connectionPool(balanced.client.connectionPool())
        .socketFactory(balanced.client.socketFactory())
        .build();
    int before = agent.requestCount();
    get(plain, "http://" + agent.host() + target);
    get(balanced.client, "http://pool" + target);
    List<SeenRequest> seen = agent.requests().subList(before, before + 2);
    assertEquals(seen.get(0).head(), seen.get(1).head(), () -> "seed " + SEED + ": " + target);
  }

  @Test
  void anAgentWithAnIpv6AddressIsReached() throws IOException {
    InetAddress loopback = InetAddress.getByName("::1");
    // A machine without IPv6 has the rewriting of the address checked above, and no more.
    if (NetworkInterface.getByInetAddress(loopback) == null) {
      return;
    }
    try (ScriptedAgent agent = ScriptedAgent.startAt(loopback, "six", Scripts.answer(200, "six"));
        Balanced balanced = Balanced.over(agent)) {
      assertEquals("six", balanced.text());
      assertEquals("[::1]:" + agent.port(), agent.requests().get(0).header("Host"));
    }
  }

  @Test
  void aRequestToAnotherHostIsTheSameByteForByte() throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.start("a");
        ScriptedAgent other = ScriptedAgent.start("other");
        Balanced balanced = Balanced.over(agent)) {
      Request request = new Request.Builder()
          .url("http://" + other.host() + "/p%2Fq//r;s?t=+&u=所有")
          .header("X-User-Tier", "vip")
          .header("X-Forwarded-For", "192.0.2.1")
          .post(RequestBody.create("所有", MediaType.get("text/plain; charset=utf-8")))
          .build();
      OkHttpClient plain = new OkHttpClient();
      try (Response without = plain.newCall(request).execute();
          Response with = balanced.client.newCall(request).execute()) {
        assertEquals(without.headers(), with.headers());
        assertEquals(without.body().string(), with.body().string());
      }
      plain.connectionPool().evictAll();
      List<SeenRequest> seen = other.requests();
      assertEquals(2, seen.size());
      assertEquals(seen.get(0).head(), seen.get(1).head());
      assertEquals(seen.get(0).body(), seen.get(1).body());
      assertEquals(0, balanced.attempts());
    }
  }

  private static void get(OkHttpClient client, String url) throws IOException {
    try (Response response =
        client.newCall(new Request.Builder().url(url).build()).execute()) {
      assertEquals(200, response.code());
    }
  }
}
